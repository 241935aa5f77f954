using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Features;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core;

public static class CoreSetup
{
    /// <summary>The bot without its channels.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services, IConfiguration configuration)
    {
        HoursConverter.Register();
        return services
            .AddStorage(configuration)
            .AddSchedules()
            .AddAccess(configuration)
            .AddServers(configuration)
            .AddPipeline()
            .AddTurns()
            .AddAudit()
            .AddApprovals(configuration)
            .AddWatch(configuration)
            .AddDoctor()
            .AddFeatures(configuration);
    }
}
