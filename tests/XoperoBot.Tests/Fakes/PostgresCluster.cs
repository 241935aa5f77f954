using System.Diagnostics;

namespace XoperoBot.Tests.Fakes;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, reached by a socket in the same folder, that can be stopped and started. A watcher ends
/// it when this process ends, however it ends.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string _root;
    private readonly string _control;

    private PostgresCluster(string root, string control)
    {
        _root = root;
        _control = control;
    }

    public static string? Programs { get; } = FindPrograms();

    public string ConnectionString => $"Host={_root};Username=postgres;Database=postgres";

    /// <summary>The file at which it listens.</summary>
    public string Socket => Path.Combine(_root, ".s.PGSQL.5432");

    private string Data => Path.Combine(_root, "data");

    public static async Task<PostgresCluster> CreateAsync()
    {
        var programs = Programs ?? throw new InvalidOperationException("PostgreSQL is required and not installed.");
        var root = Directory.CreateTempSubdirectory("xoperobot-pg-").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", root);
        }

        var cluster = new PostgresCluster(root, Path.Combine(programs, "pg_ctl"));
        await RunAsOwnerAsync(Path.Combine(programs, "initdb"), "-D", cluster.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync");
        await cluster.StartAsync();
        cluster.Watch();
        return cluster;
    }

    public Task StartAsync()
    {
        // What a crash loses without fsync is lost by a crash of the machine only; here the server alone is stopped.
        var settings = $"-k {_root} -c listen_addresses= -c fsync=off -c deadlock_timeout=50ms -c max_connections=300 -c shared_buffers=32MB";
        return RunAsOwnerAsync(_control, "-D", Data, "-l", Path.Combine(_root, "log"), "-o", settings, "-w", "start");
    }

    /// <summary>As in a crash: no connection is let finish.</summary>
    public Task StopAsync() => RunAsOwnerAsync(_control, "-D", Data, "-m", "immediate", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (InvalidOperationException)
        {
            // It is stopped already.
        }
    }

    private static string? FindPrograms()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return installed.Concat(path.Split(Path.PathSeparator))
            .FirstOrDefault(folder => new[] { "initdb", "pg_ctl", "postgres" }.All(program => File.Exists(Path.Combine(folder, program))));
    }

    private void Watch()
    {
        var owner = Environment.UserName == "root" ? "runuser -u postgres -- " : "";
        var script = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 2; done; "
            + $"{owner}{_control} -D {Data} -m immediate stop; rm -rf {_root}";
        using var watcher = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", $"({script}) >/dev/null 2>&1 </dev/null &"]));
    }

    private static Task RunAsOwnerAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
        : RunAsync(program, arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Output goes nowhere: the server would inherit a pipe and keep it open.
        var line = string.Join(' ', new[] { program }.Concat(arguments).Select(word => $"'{word}'"));
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"cd /tmp && {line} >/dev/null 2>&1 </dev/null"]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
