using Microsoft.Extensions.Logging;
using Quartz;

namespace XoperoBot.Core.Schedules;

/// <summary>
/// The one job type in the store, which keeps types by name: an older version beside a newer one finds it whatever is planned, and does
/// nothing where the schedule is not its own.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledJob(IEnumerable<ISchedule> schedules, ILogger<ScheduledJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (schedules.SingleOrDefault(schedule => schedule.Name == name) is not { } own)
        {
            Log.Unknown(logger, name);
            return;
        }

        try
        {
            await own.RunAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, fault, name, own.Every);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Schedule {Name} failed; it runs again in {Every}")]
        public static partial void Failed(ILogger logger, Exception fault, string name, TimeSpan every);

        [LoggerMessage(2, LogLevel.Information, "Schedule {Name} belongs to another version; this one does nothing for it")]
        public static partial void Unknown(ILogger logger, string name);
    }
}
