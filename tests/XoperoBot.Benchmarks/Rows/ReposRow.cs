using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Benchmarks.Load;
using XoperoBot.Core.Chat;
using XoperoBot.Host.Hosting;
using XoperoBot.Simulator;
using XoperoBot.Xopero;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>
/// <c>repos</c> in an organization of 100,000, from the delivery to its finished card, page after page; beside the one request to the
/// service that a page takes. The service answers as far away ones do, in a fifth of a second.
/// </summary>
internal static class ReposRow
{
    private static readonly TimeSpan ServiceTakes = TimeSpan.FromMilliseconds(200);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        using var scratch = new Scratch();
        await using var service = await SimulatorApp.StartAsync(
            new SimulatorOptions
            {
                Organizations = { new OrganizationOptions { Name = "acme", Repositories = settings.Smoke ? 1_000 : 100_000, Plans = { new PlanOptions { Name = "All", IncludeAll = true } } } },
                Faults = { new Fault { Kind = FaultKind.Slow, Call = SimulatorCall.GetRepositories, Delay = ServiceTakes } },
            },
            TimeProvider.System);
        await using var app = await StartAsync(service.BaseAddress, scratch.Path);
        var inbox = app.Services.GetRequiredService<IInbox>();
        var one = app.Services.GetRequiredService<IManagementServices>().All[0];
        var organization = await FirstAsync(one);
        var (ours, theirs) = (new List<double>(), new List<double>());
        var (early, late) = (0.0, 0.0);
        var pages = settings.Smoke ? 2 : 60;
        for (var page = 1; page <= pages; page++)
        {
            var query = new RepositoryQuery { Page = page, Limit = 10 };
            theirs.Add(await MillisecondsAsync(() => one.GetRepositoriesAsync(organization, query, CancellationToken.None)));
            var asked = Ask(page);
            ours.Add(await MillisecondsAsync(async () =>
            {
                var answer = await inbox.AskAsync(asked, outgoing => outgoing is not Working, TimeSpan.FromSeconds(20), CancellationToken.None);
                if (answer.Taken.Count == 0)
                {
                    throw new InvalidOperationException("The page was not answered.");
                }
            }));
            (early, late) = (page == pages / 2 ? Megabytes() : early, page == pages ? Megabytes() : late);
        }

        var (mine, reference) = (Versus.Median(ours), Versus.Median(theirs));
        await app.StopAsync();
        return
        [
            new Figure("repos page of 100,000 repositories", Text(mine, "ms"), Text(reference, "ms"), mine / reference, "within 1.2 times", mine / reference <= 1.2),
            new Figure("its memory after all pages", Text(late, "MB live"), Text(early, "MB halfway"), late / early, "flat", late / early < 1.1),
        ];
    }

    private static async Task<WebApplication> StartAsync(Uri service, string folder)
    {
        var app = await BotApplication.BuildAsync(["--environment", "Production"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "bot.db")}",
                ["Xopero:Servers:0:Name"] = "main",
                ["Xopero:Servers:0:BaseUrl"] = service.AbsoluteUri,
                ["Xopero:Servers:0:AllowHttp"] = "true",
                ["Xopero:Servers:0:Email"] = AccountOptions.Demo.Email,
                ["Xopero:Servers:0:Password"] = AccountOptions.Demo.Password,
                ["Watch:RepositoriesEvery"] = "7.00:00:00",
                ["Access:People:0:Name"] = "olaf",
                ["Access:People:0:Playground"] = "olaf",
                ["Access:People:0:Roles:0"] = "Viewer",
            });
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<string> FirstAsync(IManagementService service)
    {
        await foreach (var organization in service.ListOrganizationsAsync(CancellationToken.None))
        {
            return organization.Id;
        }

        throw new InvalidOperationException("The service has no organization.");
    }

    private static Said Ask(int page) => new()
    {
        DeliveryId = $"page-{page}",
        Actor = new Actor("playground", "olaf", "Olaf"),
        Place = new Place("playground", "room"),
        Text = string.Create(CultureInfo.InvariantCulture, $"repos acme --page {page}"),
    };

    private static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Megabytes() => GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {unit}");
}
