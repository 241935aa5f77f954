using System.Data.Common;
using XoperoBot.Core.Storage;

namespace XoperoBot.Tests.Approvals;

internal sealed class CrashException() : Exception("The process ended here.");

/// <summary>Ends the "process" at a chosen point: from then on nothing reaches the database or the service.</summary>
internal sealed class CrashPlan
{
    private int _left = int.MaxValue;

    public bool Dead { get; private set; }

    /// <summary>Points that were passed.</summary>
    public int Passed { get; private set; }

    public void After(int points)
    {
        (_left, Dead) = (points, false);
    }

    public void Never() => After(int.MaxValue);

    public void Point()
    {
        if (Dead)
        {
            throw new CrashException();
        }

        Passed++;
        if (--_left <= 0)
        {
            Dead = true;
            throw new CrashException();
        }
    }
}

internal sealed class CrashingDatabase(IDatabase inner, CrashPlan plan) : IDatabase
{
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) =>
        plan.Dead ? throw new CrashException() : inner.ReadAsync(work, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        plan.Point();
        var value = await inner.WriteAsync(work, cancellationToken);
        plan.Point();
        return value;
    }
}
