using System.Text.RegularExpressions;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot's process is killed at random while plans fail.</summary>
public sealed partial class StormStories
{
    private const int Kills = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Kills_in_a_storm_lose_no_alert_and_double_at_most_what_was_being_sent(int seed)
    {
        var chance = new Random(seed);
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var service = await SimulatorApp.StartAsync(Estate(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var bot = await StartAsync(chat, service, database);
        chat.Meet(bot.Address);
        await Eventually.TrueAsync(async () =>
        {
            await chat.SayAsync("viewer", "status");
            await Task.Delay(500);
            return (await chat.LookAsync("viewer")).Any(message => message.Text.Contains("last pass", StringComparison.Ordinal));
        });
        await chat.SayAsync("operator", "subscribe all");
        await chat.SeeAsync("operator", "Subscribed");

        var plans = Names().OrderBy(_ => chance.Next()).ToList();
        foreach (var (at, plan) in plans.Index())
        {
            service.Simulation.Script.FailPlan(plan.Organization, plan.Plan);
            await Task.Delay(chance.Next(1500));
            if (at < Kills)
            {
                bot.Kill();
                bot.Dispose();
                bot = await StartAsync(chat, service, database);
            }
        }

        foreach (var (_, plan) in plans)
        {
            // By itself, or among others that one message tells of.
            await chat.SeeAsync("operator", plan, "open since");
        }

        plans.ForEach(plan => service.Simulation.Script.SucceedPlan(plan.Organization, plan.Plan));
        foreach (var (_, plan) in plans)
        {
            await chat.SeeAsync("operator", plan, "ecovered");
        }

        bot.Dispose();

        // Of a message that was doubled only the copy that is on record is kept true.
        var doubled = slack.Messages.Where(message => message.Thread is null && message.OnlyFor is null)
            .SelectMany(message => Incident().Matches(message.BlocksJson).Select(match => match.Value).Distinct(StringComparer.Ordinal))
            .GroupBy(incident => incident, StringComparer.Ordinal).Sum(group => group.Count() - 1);
        Assert.InRange(doubled, 0, Kills);
    }

    private static Task<BotProcess> StartAsync(ChatDriver chat, SimulatorApp service, TestDatabase database) => BotProcess.StartAsync(
        chat.Settings, service, database, ("Watch:Interval", "00:00:01"), ("Watch:GroupWait", "00:00:00"), ("Watch:NotWatchedAfter", "1000"));

    private static IEnumerable<(string Organization, string Plan)> Names() =>
        from organization in Enumerable.Range(0, 3)
        from plan in Enumerable.Range(0, 2)
        select ($"org{organization}", $"plan{organization}{plan}");

    private static SimulatorOptions Estate()
    {
        var options = new SimulatorOptions();
        foreach (var group in Names().GroupBy(name => name.Organization))
        {
            var organization = new OrganizationOptions { Name = group.Key, Repositories = 2 };
            foreach (var (at, name) in group.Index())
            {
                organization.Plans.Add(new PlanOptions { Name = name.Plan, First = at, Count = 1 });
            }

            options.Organizations.Add(organization);
        }

        return options;
    }

    [GeneratedRegex("I-[0-9A-Z]{8}", RegexOptions.None, 2000)]
    private static partial Regex Incident();
}
