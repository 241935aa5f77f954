using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Audit;

public static class AuditSetup
{
    /// <summary>The record, and what goes into it without anybody's doing.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddMigration(700, "audit", AuditLog.Schema);
        services.AddMigration(701, "audit links", AuditLog.LinkSchema);
        services.AddMigration(702, "audit servers", AuditLog.ServerSchema);
        services.TryAddSingleton<Channels>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IRefusalObserver, RefusalAudit>();
        services.AddHostedService<ConfigurationAudit>();
        return services;
    }
}
