using Microsoft.Extensions.Hosting;

namespace XoperoBot.Slack;

/// <summary>Asks at the start who the bot is and what the workspace's address is, so that links can be made without a call.</summary>
internal sealed class Introduction(SlackDirectory directory) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => directory.BotAsync(stoppingToken);
}
