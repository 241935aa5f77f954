using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XoperoBot.Core.Chat;
using XoperoBot.Teams;
using XoperoBot.Teams.Auth;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

/// <summary>The bot's own token: by secret, by certificate, by managed identity.</summary>
public sealed class BotTokenTests
{
    private static readonly Place Chat = new("teams", TeamsActivities.PersonalChat);

    [Theory]
    [InlineData("pem", null)]
    [InlineData("pfx", null)]
    [InlineData("pfx", "made-up")]
    public async Task A_certificate_signs_an_assertion_that_its_public_key_proves(string format, string? password)
    {
        using var certificate = Certificate();
        var path = Write(certificate, format, password);
        try
        {
            await using var bot = await TeamsBot.StartAsync(settings =>
            {
                settings.Remove("Teams:ClientSecret");
                settings["Teams:CertificatePath"] = path;
                settings["Teams:CertificatePassword"] = password;
            });
            await DeliverAsync(bot);
            bot.Time.Advance(TimeSpan.FromHours(1));
            await DeliverAsync(bot);

            Assert.Equal(["Bearer bot-token-1", "Bearer bot-token-2"], bot.Teams.Calls.Select(call => call.Authorization));
            var assertions = new HashSet<string>(StringComparer.Ordinal);
            foreach (var form in bot.Teams.TokenRequests)
            {
                Assert.False(form.ContainsKey("client_secret"));
                Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
                Assert.Equal(("client_credentials", FakeBotFramework.AppId, "https://api.botframework.com/.default"), (form["grant_type"], form["client_id"], form["scope"]));
                await ProveAsync(form["client_assertion"], certificate, bot);
                Assert.True(assertions.Add(new JsonWebToken(form["client_assertion"]).Id));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("no certificate at all", null)]
    [InlineData(null, "another password")]
    public async Task A_certificate_that_cannot_sign_stops_the_start(string? content, string? password)
    {
        using var certificate = Certificate();
        var path = Write(certificate, "pfx", "made-up");
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        try
        {
            var stopped = await Assert.ThrowsAsync<OptionsValidationException>(() => TeamsBot.StartAsync(settings =>
            {
                settings.Remove("Teams:ClientSecret");
                settings["Teams:CertificatePath"] = path;
                settings["Teams:CertificatePassword"] = password;
            }));

            Assert.Contains("Teams:CertificatePath", stopped.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("another password", stopped.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_managed_identity_is_asked_of_the_platform_itself()
    {
        var identity = Guid.NewGuid().ToString();
        var variables = new[] { "IDENTITY_ENDPOINT", "IDENTITY_HEADER" };
        try
        {
            await using var bot = await TeamsBot.StartAsync(
                settings =>
                {
                    settings.Remove("Teams:ClientSecret");
                    settings["Teams:ManagedIdentityClientId"] = identity;
                },
                more: (_, teams) =>
                {
                    Environment.SetEnvironmentVariable(variables[0], new Uri(teams.BaseUrl, "msi/token").AbsoluteUri);
                    Environment.SetEnvironmentVariable(variables[1], "made-up-header");
                });

            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DeliverAsync(bot)));

            Assert.Equal(("https://api.botframework.com", identity, "made-up-header"), Assert.Single(bot.Teams.IdentityRequests));
            Assert.All(bot.Teams.Calls, call => Assert.Equal("Bearer identity-token-1", call.Authorization));
            Assert.Empty(bot.Teams.TokenRequests);
        }
        finally
        {
            Array.ForEach(variables, variable => Environment.SetEnvironmentVariable(variable, null));
        }
    }

    [Fact]
    public async Task A_managed_identitys_token_is_renewed_before_its_end_by_one_of_many()
    {
        var time = new ManualTime();
        var credential = new Platform(time);
        using var token = new CachedBotToken(new ManagedIdentity(credential, Options.Create(new TeamsOptions())), time);

        Assert.All(await ManyAsync(), value => Assert.Equal("token-1", value));
        time.Advance(TimeSpan.FromMinutes(54));
        Assert.All(await ManyAsync(), value => Assert.Equal("token-1", value));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(await ManyAsync(), value => Assert.Equal("token-2", value));
        Assert.Equal(["https://api.botframework.com/.default", "https://api.botframework.com/.default"], credential.Scopes);

        Task<string?[]> ManyAsync() => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await token.GetAsync(default))));
    }

    [Fact]
    public async Task A_platform_without_the_identity_keeps_what_is_to_be_said()
    {
        var time = new ManualTime();
        var token = new ManagedIdentity(new Platform(time) { Fails = true }, Options.Create(new TeamsOptions()));

        var failed = await Assert.ThrowsAsync<BotTokenException>(() => token.RequestAsync(default));

        Assert.Equal("managed identity", failed.Message);
    }

    [Fact]
    public async Task A_refused_secret_is_left_alone_for_a_minute_whatever_waits()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.TokenFailure = 401;

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.IsType<Retry>(await DeliverAsync(bot));
            bot.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Single(bot.Teams.TokenRequests);
        bot.Teams.TokenFailure = null;
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<Sent>(await DeliverAsync(bot));
    }

    [Fact]
    public async Task A_token_that_the_connector_refuses_is_not_used_again()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailNext(401, "BotNotRegistered");

        Assert.IsType<Refused>(await DeliverAsync(bot));
        Assert.IsType<Sent>(await DeliverAsync(bot));

        Assert.Equal(["Bearer bot-token-1", "Bearer bot-token-2"], bot.Teams.Calls.Select(call => call.Authorization));
    }

    [Fact]
    public async Task A_sovereign_cloud_is_asked_at_its_own_address_for_its_own_scope()
    {
        await using var bot = await TeamsBot.StartAsync(settings => settings["Teams:BotScope"] = "https://api.botframework.us/.default");

        await DeliverAsync(bot);

        Assert.Equal("https://api.botframework.us/.default", Assert.Single(bot.Teams.TokenRequests)["scope"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tenant_of_the_government_cloud_moves_its_places_once_and_only_where_that_is_allowed(bool allowed)
    {
        var asked = new List<Uri>();
        await using var bot = await TeamsBot.StartAsync(
            settings =>
            {
                if (allowed)
                {
                    settings["Teams:AllowedServiceUrls:1"] = Government;
                }
            },
            more: (services, teams) => services.AddHttpClient("teams-connector").AddHttpMessageHandler(() => new Detour(teams, asked)));
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("hi"))).Dispose();
        bot.Teams.FailNext(403, "InvalidBotApiHost");

        var moved = await DeliverAsync(bot);
        await DeliverAsync(bot);

        var stored = bot.Places.Notes[Chat];
        if (!allowed)
        {
            Assert.Equal("InvalidBotApiHost", Assert.IsType<Refused>(moved).Code);
            Assert.DoesNotContain(asked, url => url.Host == new Uri(Government).Host);
            Assert.Contains(bot.Teams.ServiceUrl.AbsoluteUri, stored, StringComparison.Ordinal);
            return;
        }

        Assert.IsType<Sent>(moved);
        Assert.Equal([bot.Teams.BaseUrl.Host, new Uri(Government).Host, new Uri(Government).Host], asked.Select(url => url.Host));
        Assert.Contains($"\"{Government}amer/\"", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_nowhere_is_looked_for_twice_and_not_more()
    {
        var asked = new List<Uri>();
        await using var bot = await TeamsBot.StartAsync(
            settings => settings["Teams:AllowedServiceUrls:1"] = Government,
            more: (services, teams) => services.AddHttpClient("teams-connector").AddHttpMessageHandler(() => new Detour(teams, asked)));
        bot.Teams.FailNext(403, "InvalidBotApiHost", times: 5);

        Assert.IsType<Refused>(await DeliverAsync(bot));

        Assert.Equal(2, asked.Count);
    }

    private const string Government = "https://smba.infra.gcc.teams.microsoft.com/";

    private static Task<Delivery> DeliverAsync(TeamsBot bot) =>
        bot.Channel.DeliverAsync(new Post(new Card("t", Tone.Good, []) { Summary = "s" }) { Place = Chat }, null, default);

    private static async Task ProveAsync(string assertion, X509Certificate2 certificate, TeamsBot bot)
    {
        using var publicKey = certificate.GetRSAPublicKey()!;
        var endpoint = new Uri(bot.Teams.BaseUrl, $"login/{FakeBotFramework.TenantId}/oauth2/v2.0/token").AbsoluteUri;
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            IssuerSigningKey = new RsaSecurityKey(publicKey.ExportParameters(includePrivateParameters: false)),
            ValidAlgorithms = [SecurityAlgorithms.RsaSsaPssSha256],
            ValidIssuer = FakeBotFramework.AppId,
            ValidAudience = endpoint,
            ValidateLifetime = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        var token = (JsonWebToken)result.SecurityToken;
        Assert.Equal("JWT", token.Typ);
        Assert.Equal(Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)), token.GetHeaderValue<string>("x5t#S256"));
        Assert.Equal(FakeBotFramework.AppId, token.Subject);
        Assert.InRange(bot.Time.GetUtcNow().UtcDateTime - token.ValidFrom, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.InRange(token.ValidTo - token.ValidFrom, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=made-up", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static string Write(X509Certificate2 certificate, string format, string? password)
    {
        var path = Path.Combine(Path.GetTempPath(), $"xoperobot-{Guid.NewGuid():N}.{format}");
        if (format == "pfx")
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
            return path;
        }

        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    /// <summary>Answers for a host that cannot be reached from here.</summary>
    private sealed class Detour(FakeBotFramework teams, List<Uri> asked) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri!);
            request.RequestUri = new Uri(teams.BaseUrl, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Platform(TimeProvider time) : TokenCredential
    {
        private int _tokens;

        public bool Fails { get; init; }

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new CredentialUnavailableException("no identity here");
            }

            Scopes.AddRange(requestContext.Scopes);
            await Task.Yield();
            return new AccessToken($"token-{++_tokens}", time.GetUtcNow().AddHours(1));
        }
    }
}
