using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XoperoBot.Benchmarks.Load;
using XoperoBot.Core;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Teams;
using XoperoBot.Xopero;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>
/// 90,000 messages to as many chats in Teams, whose tenant takes 50 in a second: 30 minutes at best. The connector throttles one in
/// twenty and fails one in a hundred. On a clock that runs ten times as fast.
/// </summary>
internal static class ProactiveRow
{
    private const double PerSecond = 50;
    private const double Speed = 10;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var messages = settings.Smoke ? 200 : 90_000;
        using var scratch = new Scratch();
        await using var doubles = await Doubles.StartAsync();
        var fate = new Random(20);
        doubles.Connect(() =>
        {
            lock (fate)
            {
                return fate.NextDouble() switch { < 0.05 => 429, < 0.06 => 503, _ => 201 };
            }
        });
        using var clock = new FastClock(Speed);
        using var host = Build(doubles, clock, scratch.Path);
        var services = host.Services;
        var hosted = services.GetServices<IHostedService>().Where(service => service.GetType().Namespace is "XoperoBot.Core.Storage" or "XoperoBot.Core.Pipeline").ToList();
        foreach (var service in hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(CancellationToken.None);
        }

        await PostAsync(services.GetRequiredService<IOutbox>(), messages);
        var started = clock.GetTimestamp();
        foreach (var service in hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        var (took, seen) = (TimeSpan.Zero, -1L);
        for (var still = 0; doubles.Replies < messages && still < 300; await Task.Delay(20))
        {
            (still, seen) = (doubles.Replies == seen ? still + 1 : 0, doubles.Replies);
        }

        took = clock.GetElapsedTime(started);
        foreach (var service in Enumerable.Reverse(hosted))
        {
            await service.StopAsync(CancellationToken.None);
        }

        var best = TimeSpan.FromSeconds(messages / PerSecond);
        var ratio = took / best;
        return
        [
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"{messages} proactive Teams messages"),
                string.Create(CultureInfo.InvariantCulture, $"{took.TotalMinutes:0.00} min, {messages - doubles.Replies} lost"),
                string.Create(CultureInfo.InvariantCulture, $"{best.TotalMinutes:0.00} min"),
                ratio,
                "within 1.03 times, none lost",
                ratio <= 1.03 && doubles.Replies == messages),
        ];
    }

    private static IHost Build(Doubles doubles, TimeProvider clock, string folder)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
        [
            .. doubles.Service, .. doubles.Teams,
            new("Database:ConnectionString", $"Data Source={Path.Combine(folder, "bot.db")}"),
        ]);
        builder.Services
            .AddSingleton(clock)
            .AddXopero(builder.Configuration)
            .AddCore(builder.Configuration)
            .AddTeams(builder.Configuration);
        return builder.Build();
    }

    private static async Task PostAsync(IOutbox outbox, int messages)
    {
        var card = new Card("Backup failed", Tone.Bad, [new Paragraph("acme/nightly failed at 02:14.")]) { Summary = "acme/nightly failed" };
        foreach (var chunk in Enumerable.Range(0, messages).Chunk(500))
        {
            await Task.WhenAll(chunk.Select(number => outbox.PostAsync(
                new Post(card) { Place = new Place("teams", string.Create(CultureInfo.InvariantCulture, $"a:person-{number}")) }, CancellationToken.None)));
        }
    }
}
