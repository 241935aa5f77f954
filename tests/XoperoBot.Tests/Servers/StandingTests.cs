using XoperoBot.Core.Chat;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Servers;

public sealed class StandingTests
{
    [Theory]
    [InlineData(58, 58, Tone.Good)]
    [InlineData(90, 100, Tone.Warning)]
    [InlineData(99, 100, Tone.Warning)]
    [InlineData(89, 100, Tone.Bad)]
    [InlineData(0, 10, Tone.Bad)]
    [InlineData(0, 0, Tone.Neutral)]
    public void A_share_stands_as_the_vendors_thresholds_say(int part, int whole, Tone expected) =>
        Assert.Equal(expected, Standing.OfShare(part, whole));

    [Theory]
    [InlineData(43, 58, "74.1 %")]
    [InlineData(1, 775, "0.1 %")]
    [InlineData(1, 100_000, "0.1 %")]
    [InlineData(99_999, 100_000, "99.9 %")]
    [InlineData(100_000, 100_000, "100 %")]
    [InlineData(0, 5, "0 %")]
    public void A_share_never_rounds_to_all_or_nothing(int part, int whole, string expected) =>
        Assert.Equal(expected, Standing.Percent(part, whole));

    [Theory]
    [InlineData(0, 0, 1, Tone.Bad, "failed")]
    [InlineData(5, 1, 1, Tone.Bad, "failed")]
    [InlineData(5, 1, 0, Tone.Warning, "finished with warnings")]
    [InlineData(5, 0, 0, Tone.Good, "successfully finished")]
    [InlineData(0, 0, 0, Tone.Warning, "finished with nothing backed up")]
    public void An_outcome_is_the_worst_counter(int successes, int warnings, int errors, Tone tone, string word)
    {
        var plan = new Plan { Id = "p", Name = "n", FinishedAt = DateTimeOffset.UnixEpoch.AddDays(1), LastStatus = new PlanStatus(successes, warnings, errors) };

        Assert.Equal((tone, word), Standing.Outcome(plan));
    }

    [Fact]
    public void A_plan_that_never_ran_is_unknown_and_never_good() =>
        Assert.Equal((Tone.Unknown, "without a recorded run"), Standing.Outcome(new Plan { Id = "p", Name = "n", LastStatus = new PlanStatus(1, 0, 0) }));

    [Fact]
    public void An_organization_without_figures_is_unknown_and_never_good() =>
        Assert.Equal(Tone.Unknown, Standing.Of(new Organization { Id = "o", Name = "n" }));

    [Fact]
    public void A_hosts_number_is_shown_as_a_number_unless_an_administrator_named_it()
    {
        var organization = new Organization { Id = "o", Name = "n", Driver = 2 };
        var named = new ServerOptions { Drivers = { ["2"] = "GitLab" } };

        Assert.Equal("driver 2", Standing.Driver(organization, new ServerOptions()));
        Assert.Equal("GitLab", Standing.Driver(organization, named));
    }
}
