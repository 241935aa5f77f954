using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Schedules;

/// <summary>
/// Hands every schedule to Quartz.NET once the bot takes messages: to its clustered store on PostgreSQL, in tables <c>qrtz_*</c> that it
/// makes itself; to its store in memory beside a SQLite file, which one process has to itself.
/// See https://www.quartz-scheduler.net/documentation/quartz-4.x/tutorial/advanced-enterprise-features.html.
/// </summary>
internal sealed partial class SchedulesWorker(
    IEngine engine, IEnumerable<ISchedule> schedules, TimeProvider time, ILoggerFactory loggers, ILogger<SchedulesWorker> logger)
    : BackgroundService, IHostedLifecycleService
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServiceProvider? _quartz;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started.SetResult();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Interlocked.Exchange(ref _quartz, value: null) is { } quartz)
        {
            // While its store is away it may never come to its end; the process need not wait for that.
            await EndAsync(quartz, cancellationToken).WaitAsync(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _started.Task.WaitAsync(stoppingToken);
        while (!await TryStartAsync(stoppingToken))
        {
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartOneAsync(stoppingToken);
            return true;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Waits(logger, fault, Pause);
            return false;
        }
    }

    /// <summary>A scheduler that could not reach its database once never does again, so each attempt has one of its own.</summary>
    private async Task StartOneAsync(CancellationToken cancellationToken)
    {
        var quartz = Build();
        try
        {
            var scheduler = await quartz.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
            foreach (var schedule in schedules)
            {
                await PlanAsync(scheduler, schedule, cancellationToken);
            }

            await scheduler.Start(cancellationToken);
            _quartz = quartz;
        }
        catch
        {
            await EndAsync(quartz, cancellationToken).WaitAsync(Pause, time, cancellationToken);
            throw;
        }
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>)).AddSingleton(time);
        foreach (var schedule in schedules)
        {
            services.AddSingleton(schedule);
        }

        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "XoperoBot";
                options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(AtOnce);
            if (engine is PostgresDatabase database)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(data => data.DataSourceFactory = _ => database.Source);
                    store.UseClustering();
                    store.ProvisionSchema();
                    store.ConfigureStore(options => options.UseBackgroundThreads = true);
                });
            }
        });
        return services.BuildServiceProvider();
    }

    private static async Task EndAsync(ServiceProvider quartz, CancellationToken cancellationToken)
    {
        await using var end = quartz;
        foreach (var scheduler in await quartz.GetRequiredService<ISchedulerFactory>().GetAllSchedulers(cancellationToken))
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }
    }

    /// <summary>What another process has planned stays, or each start would put it off.</summary>
    private async Task PlanAsync(IScheduler scheduler, ISchedule schedule, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(schedule.Name);
        if (await scheduler.GetTrigger(key, cancellationToken) is ISimpleTrigger there
            && there.RepeatInterval == schedule.Every
            && await scheduler.GetTriggerState(key, cancellationToken) != TriggerState.Error)
        {
            return;
        }

        var job = JobBuilder.Create<ScheduledJob>().WithIdentity(schedule.Name).Build();
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .StartAt(time.GetUtcNow() + schedule.Every)
            .WithSimpleSchedule(simple => simple.WithInterval(schedule.Every).RepeatForever())
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The schedules could not be started; tried again in {Pause}")]
        public static partial void Waits(ILogger logger, Exception fault, TimeSpan pause);
    }
}
