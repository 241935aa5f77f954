using System.Diagnostics;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot as a process of its own; the product, the service and the database outlive it.</summary>
internal sealed class BotProcess : IDisposable
{
    private readonly Process _process;

    private BotProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<BotProcess> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> product, SimulatorApp service, TestDatabase database, params (string Key, string? Value)[] more)
    {
        var settings = product.Concat(database.Settings).Concat(
        [
            new("Xopero:Servers:0:Name", "main"),
            new("Xopero:Servers:0:BaseUrl", service.BaseAddress.AbsoluteUri),
            new("Xopero:Servers:0:AllowHttp", "true"),
            new("Xopero:Servers:0:Email", AccountOptions.Demo.Email),
            new("Xopero:Servers:0:Password", AccountOptions.Demo.Password),
            new("urls", "http://127.0.0.1:0"),
        ]).Concat(more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll"), .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split("Now listening on: ") is [_, var address])
            {
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return new BotProcess(process, new Uri(address));
            }
        }

        throw new InvalidOperationException($"The bot did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
