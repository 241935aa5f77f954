using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XoperoBot.Benchmarks.Load;

/// <summary>A measured process on a port of its own, killed at the end.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _said = new();

    private Child(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>From the start of the process to its first good answer.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The bot as it was built beside this program.</summary>
    public static Task<Child> BotAsync(IEnumerable<KeyValuePair<string, string?>> settings, string folder)
    {
        var port = FreePort();
        return StartAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll"),
                $"--urls=http://127.0.0.1:{port}",
                "--Logging:LogLevel:Default=Warning",
                $"--Database:ConnectionString=Data Source={Path.Combine(folder, "bot.db")}",
                .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            ],
            port,
            "/health/ready");
    }

    /// <summary>This program in the part of a reference.</summary>
    public static Task<Child> ReferenceAsync(string name)
    {
        var port = FreePort();
        return StartAsync(
            "dotnet",
            [typeof(Child).Assembly.Location, "reference", name, port.ToString(CultureInfo.InvariantCulture)],
            port,
            "/");
    }

    /// <summary>A program of Node that uses the packages of tests/conformance.</summary>
    public static Task<Child> NodeAsync(string script, params string[] arguments)
    {
        var packages = Packages();
        var port = FreePort();
        return StartAsync(
            "node",
            [Path.Combine(AppContext.BaseDirectory, "References", script), packages, port.ToString(CultureInfo.InvariantCulture), .. arguments],
            port,
            "/ready");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Packages()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var conformance = Path.Combine(folder.FullName, "tests", "conformance");
            if (Directory.Exists(Path.Combine(conformance, "node_modules", "@slack", "bolt")))
            {
                return Path.Combine(conformance, "package.json");
            }
        }

        throw new MissingReferenceException("Run npm ci in tests/conformance first.");
    }

    private static async Task<Child> StartAsync(string program, string[] arguments, int port, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["NODE_ENV"] = "production";
        var child = new Child(Process.Start(start)!, port);
        child._process.OutputDataReceived += child.Keep;
        child._process.ErrorDataReceived += child.Keep;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        await child.ReadyAsync(path, started);
        return child;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.Enqueue(line.Data ?? "");
            if (_said.Count > 20)
            {
                _said.Dequeue();
            }
        }
    }

    private async Task ReadyAsync(string path, long started)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var address = new Uri($"http://127.0.0.1:{Port}{path}");
        while (!_process.HasExited && Stopwatch.GetElapsedTime(started) < StartPatience)
        {
            try
            {
                using var response = await http.GetAsync(address);
                if (response.IsSuccessStatusCode)
                {
                    ReadyAfter = Stopwatch.GetElapsedTime(started);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(2);
        }

        lock (_said)
        {
            throw new InvalidOperationException($"It did not start: {string.Join('\n', _said)}");
        }
    }
}

/// <summary>A folder that goes with the measurement.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xoperobot-load-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
