using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;
using Xunit.Abstractions;

namespace XoperoBot.Tests.Watch;

/// <summary>
/// From a plan's failure in the service to the message that the channel accepted, over real HTTP on both sides. Small as a rule, and
/// then it only counts; with the environment variable XOPEROBOT_SCALE=full there are 100 servers with 100 plans each, and the time counts.
/// </summary>
public sealed class DelayTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("XOPEROBOT_SCALE") == "full";

    [Fact]
    public async Task Every_failure_reaches_its_place_once_and_the_delay_is_within_an_interval()
    {
        var (servers, plans, interval) = Full ? (100, 100, TimeSpan.FromSeconds(15)) : (6, 20, TimeSpan.FromSeconds(1));
        await using var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        var accepted = new ConcurrentQueue<(string Channel, string Text, long At)>();
        slack.Answer("chat.postMessage", call =>
        {
            accepted.Enqueue((call["channel"]!, call["text"]!, Stopwatch.GetTimestamp()));
            return null;
        });
        var services = new List<SimulatorApp>();
        for (var server = 0; server < servers; server++)
        {
            services.Add(await SimulatorApp.StartAsync(Estate(server, plans), TimeProvider.System));
        }

        await using (var bot = await Bot.StartAsync(chat.Settings, Estate(servers, 1), [("Watch:Interval", interval.ToString()), .. Settings(services)]))
        {
            await SubscribeAsync(bot, servers);
            var chance = new Random(7);
            var failed = new Dictionary<string, long>(StringComparer.Ordinal);
            var pause = interval * 4 / servers;
            foreach (var server in Enumerable.Range(0, servers).OrderBy(_ => chance.Next()))
            {
                await Task.Delay(pause * chance.NextDouble() * 2);
                failed[$"C{server}"] = Stopwatch.GetTimestamp();
                services[server].Simulation.Script.FailPlan("acme", Name(server, chance.Next(plans)));
            }

            await Eventually.TrueAsync(() => Task.FromResult(accepted.Select(one => one.Channel).Distinct().Count() == servers), TimeSpan.FromMinutes(2));
            await Task.Delay(interval);
            Assert.Equal(failed.Keys.Order(), accepted.Select(one => one.Channel).Order());
            Assert.All(accepted, one => Assert.Contains($"Plan plan-{one.Channel[1..]}-", one.Text, StringComparison.Ordinal));
            Report(interval, [.. accepted.Select(one => Stopwatch.GetElapsedTime(failed[one.Channel], one.At)).Order()]);
        }

        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }

    private void Report(TimeSpan interval, IReadOnlyList<TimeSpan> delays)
    {
        var p99 = delays[(int)Math.Ceiling(delays.Count * 0.99) - 1];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{delays.Count} failures, interval {interval.TotalSeconds:0} s: p50 {delays[delays.Count / 2].TotalSeconds:0.00} s, p99 {p99.TotalSeconds:0.00} s, most {delays[^1].TotalSeconds:0.00} s"));
        if (Full)
        {
            Assert.InRange(p99, TimeSpan.Zero, interval + TimeSpan.FromSeconds(2));
        }
    }

    private static async Task SubscribeAsync(Bot bot, int servers)
    {
        var age = bot.Services.GetRequiredService<IWatchAge>();
        await Eventually.TrueAsync(async () => (await age.AllAsync(Sight.All, default)).All(server => server.ReadAt is not null), TimeSpan.FromMinutes(3));
        var subscriptions = bot.Services.GetRequiredService<Subscriptions>();
        await bot.Services.GetRequiredService<IDatabase>().WriteAsync(
            async session =>
            {
                for (var server = 0; server < servers; server++)
                {
                    await subscriptions.AddAsync(session, new Subscription(new Place("slack", $"C{server}"), new Scope($"server{server}"), "all", Topics.All, "Ann"));
                }
            },
            default);
    }

    private static IEnumerable<(string Key, string? Value)> Settings(IEnumerable<SimulatorApp> services) => services.Index().SelectMany(server => new (string, string?)[]
    {
        ($"Xopero:Servers:{server.Index + 1}:Name", $"server{server.Index}"),
        ($"Xopero:Servers:{server.Index + 1}:BaseUrl", server.Item.BaseAddress.AbsoluteUri),
        ($"Xopero:Servers:{server.Index + 1}:AllowHttp", "true"),
        ($"Xopero:Servers:{server.Index + 1}:Email", AccountOptions.Demo.Email),
        ($"Xopero:Servers:{server.Index + 1}:Password", AccountOptions.Demo.Password),
    });

    private static string Name(int server, int plan) => $"plan-{server}-{plan}";

    private static SimulatorOptions Estate(int server, int plans)
    {
        var organization = new OrganizationOptions { Name = "acme", Repositories = plans };
        for (var plan = 0; plan < plans; plan++)
        {
            organization.Plans.Add(new PlanOptions { Name = Name(server, plan), First = plan, Count = 1 });
        }

        return new SimulatorOptions { Seed = server + 1, Organizations = { organization } };
    }
}
