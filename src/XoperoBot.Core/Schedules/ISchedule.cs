namespace XoperoBot.Core.Schedules;

/// <summary>
/// Done again and again for as long as the bot runs, each time by one process of all. Found by dependency injection. What happens once, or
/// is stored together with what it does, is an item of the agenda instead.
/// </summary>
public interface ISchedule
{
    /// <summary>Unique, and the same in every version: processes of two versions share what is planned.</summary>
    string Name { get; }

    /// <summary>From one time to the next; the first is so long after the first start.</summary>
    TimeSpan Every { get; }

    /// <summary>
    /// Does it once. What it throws is logged, and the next time comes as planned. A process that was taken for dead may still be at it, so
    /// two at once must do no harm.
    /// </summary>
    Task RunAsync(CancellationToken cancellationToken);
}
