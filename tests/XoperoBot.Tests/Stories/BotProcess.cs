using System.Diagnostics;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot as a process of its own, which can be killed.</summary>
internal sealed class BotProcess(Process process, Uri address) : IDisposable
{
    public Uri Address => address;

    public static async Task<BotProcess> StartAsync(ChatDriver chat, SimulatorApp service, TestDatabase database, params (string Key, string? Value)[] more)
    {
        var settings = chat.Settings.Concat(database.Settings).Concat(more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Concat(
        [
            new("Xopero:Servers:0:Name", "main"),
            new("Xopero:Servers:0:BaseUrl", service.BaseAddress.AbsoluteUri),
            new("Xopero:Servers:0:AllowHttp", "true"),
            new("Xopero:Servers:0:Email", AccountOptions.Demo.Email),
            new("Xopero:Servers:0:Password", AccountOptions.Demo.Password),
            new("urls", "http://127.0.0.1:0"),
        ]);
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

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }
}
