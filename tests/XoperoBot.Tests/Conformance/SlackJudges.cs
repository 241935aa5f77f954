using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Conformance;

/// <summary>Hands our double and the running bot to Slack's own libraries.</summary>
public sealed class SlackJudges
{
    [ConformanceFact]
    public async Task Slacks_own_clients_understand_our_double()
    {
        await using var slack = await FakeSlack.StartAsync();

        await Judge.AgreesAsync("slack/double.judge.mjs", ("SLACK_DOUBLE_URL", slack.Url.AbsoluteUri));
    }

    [ConformanceFact]
    public async Task What_Slacks_own_library_signs_is_taken_and_what_it_refuses_is_refused()
    {
        await using var app = await SlackApp.StartOnNetworkAsync();

        await Judge.AgreesAsync("slack/bot.judge.mjs", ("BOT_URL", app.Address.AbsoluteUri), ("SLACK_SIGNING_SECRET", SlackApp.Secret));
    }
}
