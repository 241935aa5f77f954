using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

public static class TurnSetup
{
    /// <summary>From a delivery to an answer: catalog, forms, dispatcher, and what is planned for later.</summary>
    public static IServiceCollection AddTurns(this IServiceCollection services)
    {
        services.AddMigration(400, "open forms", "CREATE TABLE form (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL, created_at BIGINT NOT NULL)");
        services.AddMigration(
            401,
            "agenda",
            """
            CREATE TABLE agenda (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, due_at BIGINT NOT NULL, body TEXT NOT NULL,
              lease_until BIGINT NOT NULL, attempts BIGINT NOT NULL);
            CREATE INDEX agenda_due ON agenda (due_at)
            """);
        services.AddSingleton(new Expiry("form", "id", "created_at", TimeSpan.FromDays(7)));
        services.AddSingleton<CommandCatalog>();
        services.AddSingleton<Forms>();
        services.AddSingleton<Replies>();
        services.AddSingleton<BusySign>();
        services.AddSingleton<ITurns, Dispatcher>();
        services.AddSingleton<Agenda>();
        services.AddSingleton<AgendaWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<AgendaWorker>());
        return services;
    }
}
