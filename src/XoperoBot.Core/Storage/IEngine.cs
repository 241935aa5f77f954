namespace XoperoBot.Core.Storage;

/// <summary>What differs between the two products beyond connections.</summary>
internal interface IEngine : IDatabase
{
    /// <summary>Several processes may use the same database at once.</summary>
    bool Shared { get; }

    /// <summary>From here to the end of this process nobody else may use what only one process can.</summary>
    /// <exception cref="DatabaseInUseException">Another process does.</exception>
    void Claim();

    /// <summary>What <see cref="Migration.Identity"/> stands for.</summary>
    string IdentityColumn { get; }

    /// <summary>Holds back other processes' migrations until the session ends.</summary>
    Task LockMigrationsAsync(Session session);
}

/// <summary>Makes a write inside a write a loud defect: on one connection it would wait for itself for ever.</summary>
internal static class WriteScope
{
    private static readonly AsyncLocal<bool> Inside = new();

    public static void Refuse()
    {
        if (Inside.Value)
        {
            throw new InvalidOperationException("A write was started inside a write. Use the session that is open.");
        }
    }

    public static async Task<T> RunAsync<T>(Func<Session, Task<T>> work, Session session)
    {
        Inside.Value = true;
        return await work(session);
    }
}
