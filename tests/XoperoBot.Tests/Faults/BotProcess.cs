using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Faults;

/// <summary>The bot as a process of its own, as it is built.</summary>
internal sealed class BotProcess : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _lines = new();

    private BotProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address => _listening.Task.Result;

    public bool HasExited => _process.HasExited;

    public string Output => string.Join('\n', _lines);

    /// <summary>Settings of a bot that watches a simulated service.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Watching(SimulatorApp service) =>
    [
        new("Xopero:Servers:0:Name", "main"),
        new("Xopero:Servers:0:BaseUrl", service.BaseAddress.AbsoluteUri),
        new("Xopero:Servers:0:AllowHttp", "true"),
        new("Xopero:Servers:0:Email", AccountOptions.Demo.Email),
        new("Xopero:Servers:0:Password", AccountOptions.Demo.Password),
    ];

    /// <summary>Starts one on a chat product, a service and a database that outlive it.</summary>
    public static Task<BotProcess> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> product, SimulatorApp service, TestDatabase database, params (string Key, string? Value)[] more) =>
        StartAsync([.. product, .. database.Settings, .. Watching(service), .. more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))]);

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<BotProcess> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var line = Line([.. settings.Append(new("urls", "http://127.0.0.1:0")).Select(setting => $"--{setting.Key}={setting.Value}")]);
        foreach (var (name, value) in environment ?? [])
        {
            line.Environment[name] = value;
        }

        var bot = new BotProcess(Process.Start(line)!);
        var started = Stopwatch.GetTimestamp();
        while (!bot._listening.Task.IsCompleted)
        {
            if (bot.HasExited || Stopwatch.GetElapsedTime(started) > StartPatience)
            {
                var output = bot.Output;
                await bot.DisposeAsync();
                throw new InvalidOperationException($"The bot did not start: {output}");
            }

            await Task.WhenAny(bot._listening.Task, Task.Delay(50));
        }

        return bot;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        await using var bot = new BotProcess(Process.Start(Line(arguments))!);
        await bot._process.WaitForExitAsync().WaitAsync(StartPatience);
        return (bot._process.ExitCode, bot.Output);
    }

    /// <summary>Runs it to its end, with settings.</summary>
    public static Task<(int Exit, string Output)> RunAsync(IEnumerable<KeyValuePair<string, string?>> settings) =>
        RunAsync([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    /// <summary>SIGTERM once it says this; the exit code.</summary>
    public static async Task<int> StopEarlyAsync(IEnumerable<KeyValuePair<string, string?>> settings, string line)
    {
        await using var bot = new BotProcess(Process.Start(Line([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]))!);
        await Eventually.TrueAsync(() => Task.FromResult(bot.Output.Contains(line, StringComparison.Ordinal)));
        return (await bot.StopAsync()).Exit;
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as from whoever deploys; the exit code and how long it took.</summary>
    public async Task<(int Exit, TimeSpan Took)> StopAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(StartPatience);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The answer of /health/ready.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Checks)> ReadyAsync()
    {
        using var response = await _http.GetAsync(new Uri(Address, "health/ready"));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["checks"]!);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _http.Dispose();
        _process.Dispose();
    }

    private static ProcessStartInfo Line(string[] arguments) => new("dotnet", [Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll"), .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (line.Split("Now listening on: ") is [_, var address])
        {
            _listening.TrySetResult(new Uri(address));
        }
    }
}
