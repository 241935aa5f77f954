using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Schedules;

public static class SchedulesSetup
{
    /// <summary>Runs every <see cref="ISchedule"/>, among them the deletion of what expired. Needs <c>AddStorage</c>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<ISchedule, ExpirySchedule>();
        services.AddHostedService<SchedulesWorker>();
        return services;
    }
}
