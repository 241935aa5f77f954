using XoperoBot.Core.Pipeline;

namespace XoperoBot.Tests.Pipeline;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("26h", "1.02:00:00")]
    [InlineData("90m", "01:30:00")]
    [InlineData("3D", "3.00:00:00")]
    [InlineData("2w", "14.00:00:00")]
    [InlineData("1d12h", "1.12:00:00")]
    [InlineData(" 45s ", "00:00:45")]
    public void Spans_are_read_as_people_type_them(string text, string expected) =>
        Assert.Equal(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Durations.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("26")]
    [InlineData("-3h")]
    [InlineData("0h")]
    [InlineData("3y")]
    [InlineData("999999999w")]
    [InlineData("99999999999h")]
    [InlineData("3652d")]
    public void Anything_else_is_refused(string text) => Assert.Null(Durations.Read(text));

    [Theory]
    [InlineData("1d2h")]
    [InlineData("1h30m")]
    [InlineData("45s")]
    public void A_written_span_reads_back(string text) => Assert.Equal(text, Durations.Write(Durations.Read(text)!.Value));
}
