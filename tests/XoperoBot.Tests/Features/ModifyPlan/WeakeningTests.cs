using XoperoBot.Core.Features.ModifyPlan;
using static XoperoBot.Tests.Features.ModifyPlan.Definitions;

namespace XoperoBot.Tests.Features.ModifyPlan;

public sealed class WeakeningTests
{
    [Theory]
    [InlineData("isActive", "false", "$.isActive", "true", "false", "inactive")]
    [InlineData("name", "\"other\"", "$.name", "\"nightly\"", "\"other\"", null)]
    [InlineData("workerId", "\"w-2\"", "$.workerId", "\"a4ac1eb-bbe7-a4ac-b3da-a4acf5642a\"", "\"w-2\"", null)]
    [InlineData("storageId", "\"s-2\"", "$.storageId", "\"a4ac74ac-7a4ac-4fec-9448-a4ace9267d7\"", "\"s-2\"", "other storage")]
    [InlineData("includeMetadata", "false", "$.includeMetadata", "true", "false", "no metadata")]
    [InlineData("includeAllRepositories", "true", "$.includeAllRepositories", "false", "true", null)]
    [InlineData("repositoriesIds", """["r-api","r-web"]""", "$.repositoriesIds", """["r-api"]""", """["r-api","r-web"]""", null)]
    [InlineData("repositoriesIds", """["r-web"]""", "$.repositoriesIds", """["r-api"]""", """["r-web"]""", "repositories dropped: r-api")]
    [InlineData("compressionSettings.level", "1", "$.compressionSettings.level", "2", "1", null)]
    [InlineData("schedule.options.1.days", "[1,2,3]", "$.schedule.options[1].days", "[1,2,3,4,5]", "[1,2,3]", "rarer: fewer days")]
    [InlineData("schedule.options.1.days", "[2,3,4,5,5]", "$.schedule.options[1].days", "[1,2,3,4,5]", "[2,3,4,5,5]", "rarer: fewer days")]
    [InlineData("schedule.options.1.days", "[2,3,4,5,6]", "$.schedule.options[1].days", "[1,2,3,4,5]", "[2,3,4,5,6]", null)]
    [InlineData("schedule.options.0.startAt", "[]", "$.schedule.options[0].startAt", """[{"hour":17,"minute":25}]""", "[]", "rarer: fewer times of day")]
    [InlineData("schedule.options.0.startAt", """[{"hour":3,"minute":0}]""", "$.schedule.options[0].startAt", """[{"hour":17,"minute":25}]""", """[{"hour":3,"minute":0}]""", null)]
    [InlineData("schedule.options.0.frequency", "2", "$.schedule.options[0].frequency", "1", "2", "not documented")]
    [InlineData("schedule.options.2", """{"type":3}""", "$.schedule.options[2]", null, """{"type":3}""", null)]
    [InlineData("schedule.scheme", "1", "$.schedule.scheme", "3", "1", "not documented")]
    [InlineData("schedule.backupWindow.0.5", "1", "$.schedule.backupWindow", "*", "*", "not documented")]
    [InlineData("schedule.retention.rule", "2", "$.schedule.retention.rule", "1", "2", "retention changed")]
    [InlineData("schedule.retention.options", """{"days":3}""", "$.schedule.retention.options", "null", """{"days":3}""", "retention changed")]
    [InlineData("advancedOptions.maxTaskRetriesCount", "\"0\"", "$.advancedOptions.maxTaskRetriesCount", "\"3\"", "\"0\"", "not documented")]
    [InlineData("filteringSettings", "{}", "$.filteringSettings", "null", "{}", "not documented")]
    [InlineData("novelty", "1", "$.novelty", null, "1", "not documented")]
    public void A_change_is_shown_by_its_path_and_judged(string path, string json, string at, string? before, string? now, string? weaker) =>
        Judge([], [(path, json)], at, before, now, weaker);

    [Theory]
    [InlineData("""{"days":30}""", "days", "10", "shorter retention")]
    [InlineData("""{"days":30}""", "days", "60", null)]
    [InlineData("""{"copiesCount":5,"unit":1}""", "copiesCount", "6", null)]
    [InlineData("""{"copiesCount":5,"unit":1}""", "unit", "2", "retention changed")]
    [InlineData("""{"days":30}""", "days", "\"60\"", "retention changed")]
    public void Retention_is_compared_where_it_counts_something(string options, string member, string now, string? weaker) =>
        Judge([("schedule.retention.options", options)], [("schedule.retention.options", options), ($"schedule.retention.options.{member}", now)], $"$.schedule.retention.options.{member}", "*", now, weaker);

    [Fact]
    public void A_part_of_the_schedule_that_goes_is_rarer() =>
        Judge([], [("schedule.options.1", "")], "$.schedule.options[1]", "*", null, "rarer: a part of the schedule is gone");

    [Fact]
    public void Switching_off_all_repositories_is_weaker_and_repositories_then_do_not_matter()
    {
        Judge([("includeAllRepositories", "true")], [], "$.includeAllRepositories", "true", "false", "no longer takes every repository");
        Judge([("includeAllRepositories", "true")], [("includeAllRepositories", "true"), ("repositoriesIds", "[]")], "$.repositoriesIds", """["r-api"]""", "[]", null);
    }

    [Fact]
    public void The_same_in_another_order_is_no_difference() =>
        Assert.Empty(PlanDifference.Of(Nightly(), Definition.Read(Definition.Write(Nightly()))));

    private static void Judge((string, string)[] was, (string, string)[] isNow, string path, string? before, string? now, string? weaker)
    {
        var (old, fresh) = (Nightly(was), Nightly(isNow));
        var changes = PlanDifference.Of(old, fresh);
        var change = Assert.Single(changes);
        Assert.Equal(path, change.Path);
        Assert.True(before == "*" || before == change.Before, change.Before);
        Assert.True(now == "*" || now == change.Now, change.Now);
        var found = Weakening.Of(old, fresh, changes);
        if (weaker is null)
        {
            Assert.Empty(found);
        }
        else
        {
            Assert.Contains(weaker, Assert.Single(found).Value, StringComparison.Ordinal);
        }
    }
}
