using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Stories;

/// <summary>One bot for two customers: everybody sees the server main; some do not see vault, on which nothing has a name that main knows.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    public const string Server = "vault";
    public const string Organization = "zeppelin";
    public const string Plan = "moonlight";
    public const string Repository = "quark";

    private TwoServers(Bot bot, SimulatorApp vault)
    {
        Bot = bot;
        Vault = vault;
    }

    public Bot Bot { get; }

    public SimulatorApp Vault { get; }

    /// <param name="chat">The product; its people see everything unless <paramref name="more"/> says otherwise.</param>
    /// <param name="more">Settings beside those of the two servers.</param>
    public static async Task<TwoServers> StartAsync(ChatDriver chat, params (string Key, string? Value)[] more)
    {
        var vault = await SimulatorApp.StartAsync(
            new SimulatorOptions
            {
                Seed = 7,
                Organizations = { new OrganizationOptions { Name = Organization, Repositories = 4, RepositoryNames = { Repository }, Plans = { new PlanOptions { Name = Plan, Count = 3 } } } },
            },
            TimeProvider.System);
        var bot = await Bot.StartAsync(chat.Settings, new SimulatorOptions { BigOrganizationRepositories = 20 },
        [
            ("Xopero:Servers:1:Name", Server), ("Xopero:Servers:1:BaseUrl", vault.BaseAddress.AbsoluteUri), ("Xopero:Servers:1:AllowHttp", "true"),
            ("Xopero:Servers:1:Email", AccountOptions.Demo.Email), ("Xopero:Servers:1:Password", AccountOptions.Demo.Password),
            ("Watch:Interval", "00:00:01"), ("Watch:GroupWait", "00:00:01"), .. more,
        ]);
        chat.Meet(bot.Address);
        var age = bot.Services.GetRequiredService<IWatchAge>();
        await Eventually.TrueAsync(async () => (await age.AllAsync(Sight.All, default)).All(server => server.ReadAt is not null));
        return new TwoServers(bot, vault);
    }

    public async Task<(Organization Organization, Plan Plan, Repository Repository)> HiddenAsync()
    {
        var service = Bot.Services.GetRequiredService<IManagementServices>().Find(Server)!;
        var organization = (await Bot.Services.GetRequiredService<ServerReader>().ReadAsync(service, default)).Organizations[0];
        return (organization, organization.Plans[0], (await service.GetRepositoriesAsync(organization.Id, new RepositoryQuery(), default)).Repositories.First(one => one.Name.EndsWith(Repository, StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Vault.DisposeAsync();
    }
}
