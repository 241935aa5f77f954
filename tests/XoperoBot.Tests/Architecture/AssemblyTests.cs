using System.Reflection;

namespace XoperoBot.Tests.Architecture;

public sealed class AssemblyTests
{
    private static readonly Dictionary<string, string> NoReasons = new(StringComparer.Ordinal);

    /// <summary>Public types of a channel beyond its composition and options, each with the reason why.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> Listed = new(StringComparer.Ordinal)
    {
        ["XoperoBot.Slack"] = NoReasons,
        ["XoperoBot.Teams"] = NoReasons,
        ["XoperoBot.Playground"] = new(StringComparer.Ordinal)
        {
            ["XoperoBot.Playground.PlaygroundControl"] = "the host fills the panel with what its simulator can do",
            ["XoperoBot.Playground.PlaygroundControl+Action"] = "part of PlaygroundControl",
            ["XoperoBot.Playground.PlaygroundControl+Parameter"] = "part of PlaygroundControl",
            ["XoperoBot.Playground.PlaygroundControl+Option"] = "part of PlaygroundControl",
        },
    };

    public static TheoryData<string> Channels => [.. Listed.Keys];

    public static TheoryData<string> Ours => [.. Listed.Keys, "XoperoBot.Core", "XoperoBot.Xopero", "XoperoBot.Simulator", "XoperoBot.Host"];

    [Theory]
    [MemberData(nameof(Channels))]
    public void A_channel_shows_only_its_composition_and_its_options(string channel) =>
        Assert.Empty(AssemblyRules.PublicBeyondComposition(Types(channel), Listed[channel]));

    [Theory]
    [MemberData(nameof(Ours))]
    public void Log_messages_stand_in_a_private_class_Log(string assembly) =>
        Assert.Empty(AssemblyRules.LogMessagesOutsideLog(Types(assembly)));

    [Fact]
    public void Composition_and_options_may_be_shown() =>
        Assert.Empty(AssemblyRules.PublicBeyondComposition([typeof(GoodExtensions), typeof(GoodOptions), typeof(GoodOptions.Inner), typeof(Hidden)], NoReasons));

    [Theory]
    [InlineData(typeof(Leaked))]
    [InlineData(typeof(LeakedExtensions))]
    public void A_planted_public_type_is_found(Type leaked) =>
        Assert.Contains(leaked.Name, Assert.Single(AssemblyRules.PublicBeyondComposition([leaked], NoReasons)), StringComparison.Ordinal);

    [Fact]
    public void A_public_type_listed_with_a_reason_is_let_through()
    {
        Assert.Empty(AssemblyRules.PublicBeyondComposition([typeof(Leaked)], Reason("a person needs it")));
        Assert.Single(AssemblyRules.PublicBeyondComposition([typeof(Leaked)], Reason(" ")));
        Assert.Single(AssemblyRules.PublicBeyondComposition([], Reason("it was needed once")));
    }

    [Fact]
    public void A_planted_log_message_outside_Log_is_found()
    {
        Assert.Contains(nameof(Loud.Shout), Assert.Single(AssemblyRules.LogMessagesOutsideLog([typeof(Loud)])), StringComparison.Ordinal);
        Assert.Empty(AssemblyRules.LogMessagesOutsideLog(typeof(Quiet).GetNestedTypes(BindingFlags.NonPublic)));
    }

    private static Type[] Types(string assembly) => Assembly.Load(assembly).GetTypes();

    private static Dictionary<string, string> Reason(string reason) =>
        new(StringComparer.Ordinal) { [typeof(Leaked).FullName!] = reason };
}
