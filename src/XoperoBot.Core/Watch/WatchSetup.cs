using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Configuration;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Core.Watch;

public static class WatchSetup
{
    /// <summary>Watching of all configured servers, incidents, and the telling of those who subscribed.</summary>
    public static IServiceCollection AddWatch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<WatchOptions>(WatchOptions.Section, configuration)
            .Validate(
                options => options.Administrators.All(text => Place.TryParse(text, out _)),
                $"{WatchOptions.Section}:{nameof(WatchOptions.Administrators)} holds something that is not written channel:id.")
            .Validate(
                options => Zones.Find(options.Zone) is not null,
                $"{WatchOptions.Section}:{nameof(WatchOptions.Zone)} is no IANA or Windows id of a time zone.");
        services.AddMigration(WatchSchema.Number, "watch: readings", WatchSchema.Readings);
        services.AddMigration(WatchSchema.Number + 1, "watch: incidents", WatchSchema.Incidents);
        services.AddMigration(WatchSchema.Number + 2, "watch: alerts", WatchSchema.Alerts);
        services.AddMigration(WatchSchema.Number + 3, "watch: figures", WatchSchema.Figures);
        services.AddMigration(WatchSchema.Number + 4, "watch: digests", DigestStore.Schema);
        services.AddMigration(WatchSchema.Number + 5, "watch: servers of digests", DigestStore.SightSchema);
        services.AddSingleton(new Gauge("xoperobot.incidents.open", "{incident}", "Incidents that are not over.", "SELECT COUNT(*) FROM incident WHERE closed_at IS NULL"));
        foreach (var expiry in WatchSchema.Expiries)
        {
            services.AddSingleton(expiry);
        }

        services.AddSingleton<WatchStore>();
        services.AddSingleton<RepositoryStore>();
        services.AddSingleton<IncidentStore>();
        services.AddSingleton<IncidentBook>();
        services.AddSingleton<Alerts>();
        services.AddSingleton<AlertCards>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<IHomeSection, SubscriptionsSection>();
        services.AddSingleton<ScopeNames>();
        services.AddSingleton<IOwnDoing, OwnDoing>();
        services.AddSingleton<IWatchAge, WatchAge>();
        services.AddSingleton<GonePlaces>();
        services.AddSingleton<IPlaceGone>(provider => provider.GetRequiredService<GonePlaces>());
        services.AddSingleton<IReaction>(provider => provider.GetRequiredService<GonePlaces>());
        services.AddSingleton<IAgendaHandler, PassHandler>();
        services.AddSingleton<IAgendaHandler, RepositoriesHandler>();
        services.AddSingleton<IAgendaHandler, AlertHandler>();
        services.AddSingleton<ISchedule, Guard>();
        services.AddSingleton<IAgendaHandler, DigestHandler>();
        services.AddSingleton<DigestStore>();
        services.AddSingleton<DigestReader>();
        services.AddSingleton<DigestCard>();
        services.AddSingleton<IChoiceSource, ZoneChoices>();
        services.AddSingleton<IChoiceSource, ScopeChoices>();
        services.AddHostedService<WatchStartup>();
        return services;
    }
}
