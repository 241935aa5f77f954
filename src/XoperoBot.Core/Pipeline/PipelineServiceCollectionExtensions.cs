using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Configuration;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

public static class PipelineServiceCollectionExtensions
{
    private static readonly TimeSpan KeepDone = TimeSpan.FromHours(26);
    private static readonly TimeSpan KeepMessages = TimeSpan.FromDays(366);

    /// <summary>
    /// Inbox, outbox, files and places on the database of <c>AddStorage</c>. Needs an <see cref="ITurns"/>; takes every
    /// <see cref="IChannel"/> and <see cref="IPlaceGone"/>. The inbox is started last and stopped first, so that what its last turns
    /// say can still be sent.
    /// </summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSection<InboxOptions>(InboxOptions.Section);
        services.AddSection<OutboxOptions>(OutboxOptions.Section)
            .Validate<IOptions<DatabaseOptions>>(
                (outbox, database) => outbox.SendTimeout * 3 <= database.Value.TakeoverAfter,
                "Outbox:SendTimeout is at most a third of Database:TakeoverAfter.");
        services.AddMigration(LanesSchema.FirstNumber, "pipeline", LanesSchema.Sql);
        services.AddMigration(LanesSchema.FirstNumber + 1, "pace over all processes", PaceSchema.Sql);
        services.AddMigration(LanesSchema.FirstNumber + 2, "messages that may be sent twice", UnsureSchema.Sql);
        services.AddSingleton(new Expiry("inbox", "seq", "done_at", KeepDone));
        services.AddSingleton(new Expiry("outbox", "seq", "done_at", KeepDone));
        services.AddSingleton(new Expiry("messages", "message_key", "stored_at", KeepMessages));
        services.AddSingleton(new Expiry("files", "id", "stored_at", TimeSpan.FromHours(24)));

        services.TryAddSingleton<Channels>();
        services.TryAddSingleton<LaneBells>();
        services.TryAddSingleton<LaneClaimsFactory>();
        services.TryAddSingleton<InboxMetrics>();
        services.TryAddSingleton<OutboxMetrics>();
        services.TryAddSingleton<InboxAcceptor>();
        services.TryAddSingleton<InboxWaiters>();
        services.TryAddSingleton<InboxStore>();
        services.TryAddSingleton<InboxTurns>();
        services.TryAddSingleton<IInbox, Inbox>();
        services.TryAddSingleton<IOutbox, Outbox>();
        services.TryAddSingleton<FileShelf>();
        services.TryAddSingleton<IFileStore>(provider => provider.GetRequiredService<FileShelf>());
        services.TryAddSingleton<IPlaceBook, PlaceBook>();

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LanesGauges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxWorker>());
        return services;
    }
}
