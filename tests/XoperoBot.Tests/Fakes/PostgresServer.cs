using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace XoperoBot.Tests.Fakes;

/// <summary>
/// One throwaway PostgreSQL for the whole test run: a cluster in a temporary folder, reached by a socket in the same folder, ended by
/// a watcher when this process ends, however it ends. <c>XOPEROBOT_TEST_POSTGRES</c> names a server to use instead.
/// </summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);
    private static int _databases;

    private static string? Given => Environment.GetEnvironmentVariable("XOPEROBOT_TEST_POSTGRES");

    private static bool Required =>
        Environment.GetEnvironmentVariable("XOPEROBOT_TESTS_REQUIRE")?.Contains("all", StringComparison.OrdinalIgnoreCase) == true;

    public static string? SkipReason => Given is null && !Required && FindPrograms() is null
        ? "No PostgreSQL here: install its server programs, or name a server in XOPEROBOT_TEST_POSTGRES."
        : null;

    /// <summary>An empty database of its own; the connection string to it.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = Given ?? await Started.Value;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}_{Stopwatch.GetTimestamp() % 100000}");
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
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

    private static async Task<string> StartAsync()
    {
        var programs = FindPrograms() ?? throw new InvalidOperationException("PostgreSQL is required and not installed.");
        var root = Directory.CreateTempSubdirectory("xoperobot-pg-").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", root);
        }

        var data = Path.Combine(root, "data");
        await RunAsOwnerAsync(Path.Combine(programs, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync");
        var settings = $"-k {root} -c listen_addresses= -c fsync=off -c deadlock_timeout=50ms -c max_connections=300 -c shared_buffers=32MB";
        var control = Path.Combine(programs, "pg_ctl");
        await RunAsOwnerAsync(control, "-D", data, "-l", Path.Combine(root, "log"), "-o", settings, "-w", "start");
        Watch(control, root);
        return $"Host={root};Username=postgres;Database=postgres";
    }

    private static void Watch(string control, string root)
    {
        var owner = Environment.UserName == "root" ? "runuser -u postgres -- " : "";
        var script = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 2; done; "
            + $"{owner}{control} -D {root}/data -m immediate stop; rm -rf {root}";
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
