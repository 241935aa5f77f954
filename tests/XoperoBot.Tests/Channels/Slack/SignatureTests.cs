using System.Globalization;
using System.Net;
using System.Text;
using XoperoBot.Slack;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class SignatureTests
{
    private const string Command = "command=%2Fxopero&text=status&team_id=T1&user_id=U1&user_name=rita&channel_id=C1&trigger_id=1.2.3";
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The example of Slack's page on verifying requests.</summary>
    [Fact]
    public void Slacks_own_example_has_the_signature_that_Slack_prints()
    {
        const string body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
            + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
            + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            Signature.Compute("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", Encoding.UTF8.GetBytes(body)));
        Assert.Null(Check("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", body, 1531420618 + 300));
    }

    public static TheoryData<string, Func<Genuine, Forged>> Forgeries { get; } = new()
    {
        { "no headers", real => real.With(null, null) },
        { "no timestamp", real => real.With(null, real.Signature) },
        { "no signature", real => real.With(real.Timestamp, null) },
        { "empty timestamp", real => real.With(string.Empty, real.Signature) },
        { "empty signature", real => real.With(real.Timestamp, string.Empty) },
        { "timestamp is a word", real => real.With("yesterday", real.Signature) },
        { "timestamp with a fraction", real => real.With(real.Timestamp + ".0", real.Signature) },
        { "timestamp with a sign", real => real.With("+" + real.Timestamp, real.Signature) },
        { "negative timestamp", real => real.With("-" + real.Timestamp, real.Signature) },
        { "timestamp beyond any number", real => real.With(new string('9', 40), real.Signature) },
        { "timestamp 301 seconds old", real => real.SignedAt(-301) },
        { "timestamp 301 seconds ahead", real => real.SignedAt(301) },
        { "timestamp a day old", real => real.SignedAt(-86_400) },
        { "timestamp in milliseconds", real => real.With(real.Timestamp + "000", Signature.Compute(SlackApp.Secret, real.Timestamp + "000", real.Bytes)) },
        { "timestamp swapped after signing", real => real.With((long.Parse(real.Timestamp, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture), real.Signature) },
        { "other secret", real => real.With(real.Timestamp, Signature.Compute("wrong", real.Timestamp, real.Bytes)) },
        { "empty secret", real => real.With(real.Timestamp, Signature.Compute(string.Empty, real.Timestamp, real.Bytes)) },
        { "one digit changed", real => real.With(real.Timestamp, real.Signature[..^1] + (real.Signature[^1] == '0' ? '1' : '0')) },
        { "cut short", real => real.With(real.Timestamp, real.Signature[..^1]) },
        { "one digit more", real => real.With(real.Timestamp, real.Signature + "0") },
        { "only the version", real => real.With(real.Timestamp, "v0=") },
        { "version v1", real => real.With(real.Timestamp, "v1" + real.Signature[2..]) },
        { "no version", real => real.With(real.Timestamp, real.Signature[3..]) },
        { "upper-case digits", real => real.With(real.Timestamp, "v0=" + real.Signature[3..].ToUpperInvariant()) },
        { "zeros", real => real.With(real.Timestamp, "v0=" + new string('0', 64)) },
        { "two signatures", real => real.With(real.Timestamp, real.Signature) with { SecondSignature = "v0=" + new string('0', 64) } },
        { "body changed", real => real.With(real.Timestamp, real.Signature) with { Body = Command.Replace("status", "remove", StringComparison.Ordinal) } },
        { "body with a space more", real => real.With(real.Timestamp, real.Signature) with { Body = Command + " " } },
        { "signature of the decoded body", real => real.With(real.Timestamp, Signature.Compute(SlackApp.Secret, real.Timestamp, Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Command)))) },
        { "signature without the timestamp", real => real.With(real.Timestamp, Signature.Compute(SlackApp.Secret, string.Empty, real.Bytes)) },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_request_is_refused_without_a_word(string forgery, Func<Genuine, Forged> forge)
    {
        await using var app = await SlackApp.StartAsync();
        var forged = forge(new Genuine(app.Time.GetUtcNow()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/slack/commands") { Content = new StringContent(forged.Body, Encoding.UTF8, FormType) };
        Add(request, Signature.TimestampHeader, forged.Timestamp);
        Add(request, Signature.SignatureHeader, forged.Signature);
        Add(request, Signature.SignatureHeader, forged.SecondSignature);

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Empty(app.Inbox.Accepted);
        var line = Assert.Single(app.Log.Lines, line => line.Contains("Refused a request", StringComparison.Ordinal));
        Assert.DoesNotContain(SlackApp.Secret, line, StringComparison.Ordinal);
        Assert.NotEmpty(forgery);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(0)]
    [InlineData(300)]
    public async Task A_genuine_request_within_five_minutes_is_taken(int seconds)
    {
        await using var app = await SlackApp.StartAsync();
        using var request = SlackApp.Signed("/slack/commands", Encoding.UTF8.GetBytes(Command), FormType, app.Time.GetUtcNow().AddSeconds(seconds));

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(app.Inbox.Accepted);
    }

    [Fact]
    public async Task Header_names_may_be_written_in_any_case()
    {
        await using var app = await SlackApp.StartAsync();
        var real = new Genuine(app.Time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/slack/commands") { Content = new StringContent(Command, Encoding.UTF8, FormType) };
        Add(request, "x-slack-request-timestamp", real.Timestamp);
        Add(request, "x-SLACK-signature", real.Signature);

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Without_a_secret_nothing_is_genuine(string? secret) => Assert.Equal(
        "no signing secret",
        Check(secret, "1531420618", Signature.Compute(secret ?? string.Empty, "1531420618", Encoding.UTF8.GetBytes(Command)), Command, 1531420618));

    [Theory]
    [InlineData("/slack/events")]
    [InlineData("/slack/interactions")]
    [InlineData("/slack/commands")]
    public async Task Every_endpoint_checks(string path)
    {
        await using var app = await SlackApp.StartAsync();
        using var request = SlackApp.Signed(path, Encoding.UTF8.GetBytes(Command), FormType, app.Time.GetUtcNow(), secret: "wrong");

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static string? Check(string? secret, string timestamp, string signature, string body, long now) =>
        Signature.Check(secret, [timestamp], [signature], Encoding.UTF8.GetBytes(body), DateTimeOffset.FromUnixTimeSeconds(now));

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    public sealed record Genuine(DateTimeOffset Now)
    {
        public string Timestamp => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        public byte[] Bytes => Encoding.UTF8.GetBytes(Command);

        public string Signature => XoperoBot.Slack.Signature.Compute(SlackApp.Secret, Timestamp, Bytes);

        public Forged With(string? timestamp, string? signature) => new(timestamp, signature, Command);

        public Forged SignedAt(int seconds)
        {
            var timestamp = Now.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return With(timestamp, XoperoBot.Slack.Signature.Compute(SlackApp.Secret, timestamp, Bytes));
        }
    }

    public sealed record Forged(string? Timestamp, string? Signature, string Body)
    {
        public string? SecondSignature { get; init; }
    }
}
