using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Hosting;

/// <summary>The bot as a service of systemd, which listens on a socket of its own.</summary>
public sealed class SystemdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_service_manager_is_told_of_the_start_and_of_the_stop()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        var settings = database.Settings.Append(new("urls", "http://127.0.0.1:0")).Append(new("environment", "Development"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll"), .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NOTIFY_SOCKET"] = path },
        };

        using var bot = Process.Start(start)!;
        _ = bot.StandardOutput.ReadToEndAsync();
        var errors = bot.StandardError.ReadToEndAsync();
        var started = await HearAsync(manager);
        using var kill = Process.Start("kill", ["-TERM", bot.Id.ToString(CultureInfo.InvariantCulture)]);
        var stopping = await HearAsync(manager);
        await bot.WaitForExitAsync();
        File.Delete(path);

        Assert.Equal(("READY=1", "STOPPING=1"), (started, stopping));
        Assert.Equal((0, ""), (bot.ExitCode, await errors));
    }

    private static async Task<string> HearAsync(Socket manager)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[1024];
        var length = await manager.ReceiveAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
