using System.Diagnostics;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot as a process of its own, killed between what it took and what it answers.</summary>
public sealed class KillStories
{
    [Fact]
    public async Task What_was_taken_before_a_kill_is_answered_once_after_the_restart()
    {
        await using var chat = new SlackDriver(await FakeSlack.StartAsync());
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        service.Simulation.Script.SetFault(SimulatorCall.GetOrganizations, FaultKind.Hang);
        using var first = await ProcessAsync(chat, service, database);
        chat.Meet(first.Address);
        await chat.SayAsync("operator", "status");
        await Eventually.TrueAsync(() => service.Simulation.Recorder.Requests(SimulatorCall.GetOrganizations).Count > 0);

        first.Kill();
        service.Simulation.Script.ClearFaults();
        using var second = await ProcessAsync(chat, service, database);
        chat.Meet(second.Address);
        await chat.SeeAsync("operator", "43 of 58 protected (74.1 %)");
        await chat.SayAsync("operator", "version");
        await chat.SeeAsync("operator", ".NET");

        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains("Backup status", StringComparison.Ordinal));
    }

    private static async Task<BotProcess> ProcessAsync(ChatDriver chat, SimulatorApp service, TestDatabase database)
    {
        var settings = chat.Settings.Concat(database.Settings).Concat(
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

    private sealed class BotProcess(Process process, Uri address) : IDisposable
    {
        public Uri Address => address;

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
}
