using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Conformance;

/// <summary>Hands the running bot to a token library and to Agents Playground.</summary>
public sealed class TeamsJudges
{
    [ConformanceFact]
    public async Task Genuine_tokens_are_taken_and_two_dozen_forgeries_refused()
    {
        var port = FreePort();
        await using var bot = await Bot.StartAsync(
        [
            new("Teams:AppId", "22222222-2222-2222-2222-222222222222"),
            new("Teams:TenantId", "11111111-1111-1111-1111-111111111111"),
            new("Teams:ClientSecret", "made-up"),
            new("Teams:OpenIdMetadataUrl", $"http://127.0.0.1:{port}/metadata"),
        ]);

        await Judge.AgreesAsync("teams/tokens.judge.mjs", ("BOT_URL", Url(bot)), ("OPENID_PORT", port.ToString(CultureInfo.InvariantCulture)));
    }

    [ConformanceFact]
    public async Task Agents_Playground_types_reads_presses_sees_the_card_replaced_and_is_told_news()
    {
        await using var bot = await Bot.StartAsync(
        [
            new("Teams:DangerouslyAllowUnauthenticatedRequests", "true"),
            new("Access:DefaultRoles:0", "Operator"),
            new("Watch:Interval", "00:00:01"),
            new("Watch:GroupWait", "00:00:01"),
        ]);
        var pictures = Directory.CreateTempSubdirectory("teams-playground-").FullName;
        try
        {
            await Judge.AgreesAsync(
                "teams/playground.judge.mjs",
                ("BOT_URL", Url(bot)),
                ("PICTURES_DIR", pictures),
                ("COMMAND", "repos xopero"),
                ("EXPECT", "1–10 of 775"),
                ("BUTTON", "Next page"),
                ("REPLACED", "11–20 of 775"),
                ("SUBSCRIBE", "subscribe acme failures"),
                ("FAIL", new Uri(bot.Service.BaseAddress, "_simulator/fail-plan").AbsoluteUri),
                ("FAIL_BODY", """{"organization":"acme","plan":"Weekly archive"}"""),
                ("ALERT", "Weekly archive"));
        }
        finally
        {
            Directory.Delete(pictures, recursive: true);
        }
    }

    private static string Url(Bot bot) => bot.Address.GetLeftPart(UriPartial.Authority);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
