namespace XoperoBot.Tests.Conformance;

/// <summary>Every message that the booted bot sends, to whichever channel, keeps every rule.</summary>
[Collection(SharedGallery.Name)]
public sealed class GalleryRulesTests(GalleryFolder gallery)
{
    [Theory]
    [MemberData(nameof(CardRulesTests.Names), MemberType = typeof(CardRulesTests))]
    public void Every_message_keeps_the_rule(string rule)
    {
        var messages = Drawn.In(gallery.Path).ToList();
        Assert.True(messages.Count > 100, $"only {messages.Count} messages");
        var found = messages.SelectMany(message => CardRulesTests.Named(rule).Find(message).Select(what => $"{message.Name}: {what}")).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
