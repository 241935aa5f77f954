using XoperoBot.Core.Pipeline;

namespace XoperoBot.Tests.Pipeline;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   \t \u00A0 \u200B ", "")]
    [InlineData("repos acme failed", "repos|acme|failed")]
    [InlineData("repos   acme\tfailed\u00A0now", "repos|acme|failed|now")]
    [InlineData("plan \"every night\"", "plan|every night")]
    [InlineData("plan “every night”", "plan|every night")]
    [InlineData("plan „every night“", "plan|every night")]
    [InlineData("plan «every night»", "plan|every night")]
    [InlineData("plan 'every night'", "plan|every night")]
    [InlineData("plan ‘every night’", "plan|every night")]
    [InlineData("plan don't stop", "plan|don't|stop")]
    [InlineData("plan 'don't stop'", "plan|don't stop")]
    [InlineData("plan \"unclosed words", "plan|\"unclosed|words")]
    [InlineData("plan \"a \\\"b\\\" c\"", "plan|a \"b\" c")]
    [InlineData("plan \"C:\\temp\"", "plan|C:\\temp")]
    [InlineData("repos acme —csv", "repos|acme|--csv")]
    [InlineData("repos acme –csv", "repos|acme|--csv")]
    [InlineData("repos acme --sort=\"last success\"", "repos|acme|--sort=last success")]
    [InlineData("plan a—b", "plan|a—b")]
    [InlineData("plan —", "plan|—")]
    [InlineData("plan \"\"", "plan|")]
    public void Words_are_split_as_people_type_them_on_phones_too(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLine.Parse(text).Select(token => token.Value)));

    [Fact]
    public void A_quoted_word_is_never_an_option()
    {
        var tokens = CommandLine.Parse("plan \"--csv\" --csv");

        Assert.Null(tokens[1].Option);
        Assert.Equal("csv", tokens[2].Option);
    }

    [Theory]
    [InlineData("simple")]
    [InlineData("two words")]
    [InlineData("with \"quotes\" inside")]
    [InlineData("ends with backslash\\")]
    [InlineData("it's")]
    [InlineData("—dash")]
    [InlineData("“smart”")]
    [InlineData("")]
    [InlineData("<!channel> *b* `c`")]
    public void A_line_made_for_a_button_reads_back_as_the_same_words(string word) =>
        Assert.Equal(["plan", word, "end"], CommandLine.Parse(CommandLine.Of("plan", word, "end")).Select(token => token.Value));

    [Fact]
    public void Ten_thousand_random_and_mutated_lines_never_fail_and_never_lose_what_was_quoted()
    {
        const string alphabet = "ab \"'“”‘’«»`\\—–-=\u00A0\u200B\u202E😀é\t\n<>&|";
        string[] seeds = ["repos acme failed --sort name", "plan “every night” —csv", "stale 26h name \"x y\"", "--a=\"b c\" d"];
        var random = new Random(20261122);
        for (var i = 0; i < 10_000; i++)
        {
            var letters = seeds[random.Next(seeds.Length)].ToCharArray().ToList();
            for (var edits = random.Next(12); edits > 0; edits--)
            {
                letters.Insert(random.Next(letters.Count + 1), alphabet[random.Next(alphabet.Length)]);
            }

            var words = CommandLine.Parse(new string([.. letters])).Select(token => token.Value).ToList();
            Assert.Equal(words, CommandLine.Parse(CommandLine.Of(words)).Select(token => token.Value));
        }
    }
}
