using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

/// <summary>Which requests are believed. The rows are those of the product's own reference, with our stricter choices.</summary>
public sealed class TokenTests
{
    private delegate string? Forge(FakeBotFramework teams, JsonObject activity);

    private static readonly Dictionary<string, (bool Accepted, Forge Header)> Rows = new(StringComparer.Ordinal)
    {
        ["valid"] = (true, (teams, _) => Bearer(teams.Token())),
        ["expired four minutes ago"] = (true, (teams, _) => Bearer(teams.Token(claims => claims["exp"] = Seconds(claims, "exp") - 3600 - 240))),
        ["valid in four minutes"] = (true, (teams, _) => Bearer(teams.Token(claims => claims["nbf"] = Seconds(claims, "nbf") + 250))),
        ["RS512"] = (true, (teams, _) => Bearer(teams.Token(algorithm: SecurityAlgorithms.RsaSha512))),
        ["service address in another case"] = (true, (teams, _) => Bearer(teams.Token(claims => claims["serviceurl"] = teams.ServiceUrl.AbsoluteUri.ToUpperInvariant()))),
        ["no header"] = (false, (_, _) => null),
        ["lower-case scheme"] = (false, (teams, _) => "bearer " + teams.Token()),
        ["basic scheme"] = (false, (teams, _) => "Basic " + teams.Token()),
        ["garbage"] = (false, (_, _) => Bearer("abc")),
        ["empty token"] = (false, (_, _) => "Bearer "),
        ["wrong issuer"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["iss"] = "https://evil.example"))),
        ["issuer with a slash"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["iss"] = FakeBotFramework.Issuer + "/"))),
        ["no issuer"] = (false, (teams, _) => Bearer(teams.Token(claims => claims.Remove("iss")))),
        ["wrong audience"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["aud"] = "other"))),
        ["no audience"] = (false, (teams, _) => Bearer(teams.Token(claims => claims.Remove("aud")))),
        ["expired six minutes ago"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["exp"] = Seconds(claims, "exp") - 3600 - 360))),
        ["valid in six minutes"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["nbf"] = Seconds(claims, "nbf") + 370))),
        ["never expires"] = (false, (teams, _) => Bearer(teams.Token(claims => claims.Remove("exp")))),
        ["no service address"] = (false, (teams, _) => Bearer(teams.Token(claims => claims.Remove("serviceurl")))),
        ["empty service address"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["serviceurl"] = ""))),
        ["other service address"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["serviceurl"] = "https://evil.example/"))),
        ["service address without its slash"] = (false, (teams, _) => Bearer(teams.Token(claims => claims["serviceurl"] = teams.ServiceUrl.AbsoluteUri.TrimEnd('/')))),
        ["activity without service address"] = (false, (teams, activity) => Drop(activity, "serviceUrl", Bearer(teams.Token()))),
        ["activity without channel"] = (false, (teams, activity) => Drop(activity, "channelId", Bearer(teams.Token()))),
        ["key endorsed for another channel"] = (false, (teams, _) => Bearer(teams.Token(key: Publish(teams, new FakeSigningKey("web", "webchat"))))),
        ["activity of another channel"] = (false, (teams, activity) => Put(activity, "channelId", "webchat", Bearer(teams.Token()))),
        ["key without endorsements"] = (false, (teams, _) => Bearer(teams.Token(key: Publish(teams, new FakeSigningKey("bare"))))),
        ["unknown key"] = (false, (teams, _) => Bearer(teams.Token(key: new FakeSigningKey("stranger", "msteams")))),
        ["known key id, other key"] = (false, (teams, _) => Bearer(teams.Token(key: new FakeSigningKey("key-1", "msteams")))),
        ["no key id"] = (false, (teams, _) => Bearer(Sign(teams, teams.Keys[0].CredentialsAs(null)))),
        ["algorithm none"] = (false, (teams, _) => Bearer(Unsigned(teams))),
        ["HS256 with the public modulus"] = (false, (teams, _) => Bearer(Sign(teams, new SigningCredentials(new SymmetricSecurityKey(teams.Keys[0].Modulus) { KeyId = "key-1" }, SecurityAlgorithms.HmacSha256)))),
        ["PS256"] = (false, (teams, _) => Bearer(teams.Token(algorithm: SecurityAlgorithms.RsaSsaPssSha256))),
        ["tampered claims"] = (false, (teams, _) => Bearer(Tampered(teams))),
        ["signature cut off"] = (false, (teams, _) => Bearer(string.Join('.', teams.Token().Split('.')[..2]) + ".")),
    };

    public static TheoryData<string> Names => new(Rows.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Only_a_token_that_is_right_in_every_part_opens_the_door(string row)
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = bot.Teams.Message("status");
        var header = Rows[row].Header(bot.Teams, activity);

        using var response = await SendAsync(bot, activity, header);

        Assert.Equal(Rows[row].Accepted ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(Rows[row].Accepted ? 1 : 0, bot.Inbox.Accepted.Count);
        Assert.Equal(Rows[row].Accepted, !bot.Places.Notes.IsEmpty);
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/amer/", true)]
    [InlineData("https://SMBA.trafficmanager.net/emea/x/", true)]
    [InlineData("https://smba.trafficmanager.net", true)]
    [InlineData("http://smba.trafficmanager.net/amer/", false)]
    [InlineData("https://smba.trafficmanager.net.evil.com/amer/", false)]
    [InlineData("https://x\uFFFDy.test/", false)]
    [InlineData("https://evil.com/smba.trafficmanager.net/", false)]
    [InlineData("https://smba.trafficmanager.net@evil.com/amer/", false)]
    [InlineData("https://user@smba.trafficmanager.net/amer/", false)]
    [InlineData("https://smba.trafficmanager.net:8443/amer/", false)]
    [InlineData("https://smba.trafficmanager.net%2eevil.com/", false)]
    [InlineData("http://127.0.0.1:1/", false)]
    [InlineData("ftp://smba.trafficmanager.net/", false)]
    [InlineData("not an address", false)]
    public async Task A_service_address_is_compared_part_by_part(string serviceUrl, bool accepted)
    {
        await using var bot = await TeamsBot.StartAsync(settings => settings["Teams:AllowedServiceUrls:0"] = "https://smba.trafficmanager.net/");
        var activity = bot.Teams.Message("status").With("serviceUrl", serviceUrl);
        var token = bot.Teams.Token(claims => claims["serviceurl"] = serviceUrl);

        using var response = await bot.Teams.PostAsync(bot.Client, activity, token);

        Assert.Equal(accepted ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("https://host.example/amer/", true)]
    [InlineData("https://host.example/amer/x", true)]
    [InlineData("https://host.example/american/", false)]
    [InlineData("https://host.example/amer/../emea/", false)]
    [InlineData("https://host.example/", false)]
    public async Task An_allowed_path_covers_whole_segments_below_it(string serviceUrl, bool accepted)
    {
        await using var bot = await TeamsBot.StartAsync(settings => settings["Teams:AllowedServiceUrls:0"] = "https://host.example/amer/");
        var activity = bot.Teams.Message("status").With("serviceUrl", serviceUrl);

        using var response = await bot.Teams.PostAsync(bot.Client, activity, bot.Teams.Token(claims => claims["serviceurl"] = serviceUrl));

        Assert.Equal(accepted ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_key_that_was_rolled_over_is_fetched_once_and_then_believed()
    {
        await using var bot = await TeamsBot.StartAsync();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"))).Dispose();
        bot.Teams.Keys[0] = new FakeSigningKey("key-2", "msteams");
        bot.Time.Advance(TimeSpan.FromMinutes(5));

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", "m2"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, bot.Teams.KeyReads);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(66, false)]
    public async Task A_token_that_was_believed_is_believed_until_it_expires(int minutes, bool accepted)
    {
        await using var bot = await TeamsBot.StartAsync();
        var token = bot.Teams.Token();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"), token)).Dispose();
        bot.Time.Advance(TimeSpan.FromMinutes(minutes));

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", "m2"), token);

        Assert.Equal(accepted ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("key-1", "msteams", true)]
    [InlineData("key-1", "webchat", false)]
    [InlineData("key-2", "msteams", false)]
    public async Task A_token_that_was_believed_falls_with_its_key(string keyId, string endorsement, bool accepted)
    {
        await using var bot = await TeamsBot.StartAsync();
        var token = bot.Teams.Token(claims => claims["exp"] = Seconds(claims, "exp") + (48 * 3600));
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"), token)).Dispose();
        bot.Teams.Keys[0] = accepted ? bot.Teams.Keys[0] : new FakeSigningKey(keyId, endorsement);
        bot.Time.Advance(TimeSpan.FromHours(24));

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", "m2"), token);

        Assert.Equal(accepted ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Invented_key_ids_do_not_make_the_bot_fetch_again_and_again()
    {
        await using var bot = await TeamsBot.StartAsync();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var response = await bot.Teams.PostAsync(
                bot.Client, bot.Teams.Message("status"), bot.Teams.Token(key: new FakeSigningKey($"invented-{attempt}", "msteams")));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Equal(1, bot.Teams.KeyReads);
    }

    [Fact]
    public async Task Keys_are_read_anew_after_a_day_and_stay_good_while_the_issuer_is_down()
    {
        await using var bot = await TeamsBot.StartAsync();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"))).Dispose();
        bot.Time.Advance(TimeSpan.FromHours(25));
        bot.Teams.KeysDown = true;

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", "m2"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, bot.Teams.KeyReads);
    }

    [Fact]
    public async Task A_failed_read_of_the_keys_refuses_and_is_not_remembered()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.KeysDown = true;
        using var refused = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"));
        bot.Teams.KeysDown = false;
        bot.Time.Advance(TimeSpan.FromSeconds(5));

        using var accepted = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Accepted)]
    [InlineData("Bearer abc", HttpStatusCode.Unauthorized)]
    public async Task The_playground_needs_no_token_but_a_wrong_one_is_still_wrong(string? header, HttpStatusCode expected)
    {
        await using var bot = await TeamsBot.StartAsync(Unauthenticated, "Development");

        using var response = await SendAsync(bot, bot.Teams.Message("status"), header);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_token_the_service_address_must_still_be_allowed_or_local()
    {
        await using var bot = await TeamsBot.StartAsync(Unauthenticated, "Development");

        using var response = await SendAsync(bot, bot.Teams.Message("status").With("serviceUrl", "https://evil.example/"), header: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    internal static void Unauthenticated(Dictionary<string, string?> settings)
    {
        settings.Clear();
        settings["Teams:DangerouslyAllowUnauthenticatedRequests"] = "true";
    }

    private static async Task<HttpResponseMessage> SendAsync(TeamsBot bot, JsonObject activity, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
        {
            Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        return await bot.Client.SendAsync(request);
    }

    private static string Bearer(string token) => "Bearer " + token;

    private static long Seconds(Dictionary<string, object> claims, string name) => (long)claims[name];

    private static string Drop(JsonObject activity, string member, string header)
    {
        activity.Remove(member);
        return header;
    }

    private static string Put(JsonObject activity, string member, string value, string header)
    {
        activity[member] = value;
        return header;
    }

    private static FakeSigningKey Publish(FakeBotFramework teams, FakeSigningKey key)
    {
        teams.Keys.Add(key);
        return key;
    }

    private static string Payload(FakeBotFramework teams) => Base64UrlEncoder.Decode(teams.Token().Split('.')[1]);

    private static string Sign(FakeBotFramework teams, SigningCredentials credentials) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(Payload(teams), credentials);

    private static string Unsigned(FakeBotFramework teams) =>
        Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT","kid":"key-1"}""") + "." + teams.Token().Split('.')[1] + ".";

    private static string Tampered(FakeBotFramework teams)
    {
        var parts = teams.Token().Split('.');
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!.AsObject();
        claims["exp"] = (long)claims["exp"]! + 1;
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.{parts[2]}";
    }
}
