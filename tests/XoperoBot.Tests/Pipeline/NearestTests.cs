using XoperoBot.Core.Pipeline;

namespace XoperoBot.Tests.Pipeline;

public sealed class NearestTests
{
    private static readonly string[] Words = ["status", "plans", "plan", "repos", "sync", "help", "orgs"];

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("plns", "plans")]
    [InlineData("REPSO", "repos")]
    [InlineData("snyc", "sync")]
    [InlineData("stat", "status")]
    public void A_slip_of_the_finger_finds_the_word(string typed, string expected) => Assert.Equal(expected, Nearest.To(typed, Words)[0]);

    [Theory]
    [InlineData("xyzzy")]
    [InlineData("")]
    [InlineData("completely different")]
    public void What_is_far_from_everything_finds_nothing(string typed) => Assert.Empty(Nearest.To(typed, Words));
}
