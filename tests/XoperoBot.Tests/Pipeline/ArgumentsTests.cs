using XoperoBot.Core.Pipeline;

namespace XoperoBot.Tests.Pipeline;

public sealed class ArgumentsTests
{
    private static readonly Option[] Known = [new("page", "Page."), new("csv", "File.", TakesValue: false), new("repo", "Repository.")];

    [Theory]
    [InlineData("--page 3 acme failed")]
    [InlineData("acme --page 3 failed")]
    [InlineData("acme failed --PAGE=3")]
    [InlineData("acme failed —page 3")]
    public void Options_may_stand_anywhere_in_any_case(string line)
    {
        var arguments = Arguments.Bind(CommandLine.Parse(line), Known);

        Assert.Equal("acme failed", arguments.Text);
        Assert.Equal(3, arguments.Page);
        Assert.Null(arguments.Wrong);
    }

    [Theory]
    [InlineData("--pgae 3", "There is no option --pgae. Did you mean --page?")]
    [InlineData("--zzzzzz", "There is no option --zzzzzz.")]
    [InlineData("--page", "The option --page needs a value.")]
    [InlineData("--page --csv", "The option --page needs a value.")]
    public void What_is_wrong_with_an_option_is_said(string line, string expected) =>
        Assert.Equal(expected, Arguments.Bind(CommandLine.Parse(line), Known).Wrong);

    [Theory]
    [InlineData("--page 0")]
    [InlineData("--page -5")]
    [InlineData("--page 99999999999999")]
    [InlineData("--page x")]
    public void A_page_that_is_none_is_the_first(string line) => Assert.Equal(1, Arguments.Bind(CommandLine.Parse(line), Known).Page);

    [Fact]
    public void An_option_given_twice_has_both_values()
    {
        var arguments = Arguments.Bind(CommandLine.Parse("--repo a --repo=\"b c\" --csv"), Known);

        Assert.Equal(["a", "b c"], arguments.Values("repo"));
        Assert.True(arguments.Has("csv"));
    }
}
