using System.Diagnostics;
using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using XoperoBot.Host.Hosting;

namespace XoperoBot.Tests.Hosting;

/// <summary>Secrets from files and from a vault, where they stand among the other sources, and what is said when they cannot be read.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Vault = "https://backups.vault.azure.net";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Files_count_more_than_the_settings_and_less_than_what_comes_after_them()
    {
        Write("appsettings.json", """{ "Slack": { "Command": "/settings", "BotToken": "settings", "AppToken": "settings" } }""");
        var secrets = _folder.CreateSubdirectory("keys");
        Write("keys/Slack__BotToken", "file\n");
        Write("keys/Slack__AppToken", "file");
        using var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(_folder.FullName, "appsettings.json"));
        configuration.AddInMemoryCollection([new("Slack:AppToken", "environment"), new("Secrets:Directory", secrets.FullName)]);

        await configuration.AddSecretsAsync(CancellationToken.None);

        Assert.Equal(("/settings", "file", "environment"), (configuration["Slack:Command"], configuration["Slack:BotToken"], configuration["Slack:AppToken"]));
    }

    [Theory]
    [InlineData("Secrets:Directory", "run/secrets", "Secrets:Directory must be a full path.")]
    [InlineData("Secrets:Directory", "/no/such/folder", "Secrets:Directory names a folder that cannot be read")]
    [InlineData("Secrets:KeyVault", "backups", "Secrets:KeyVault must be the https address of a vault.")]
    [InlineData("Secrets:KeyVault", "http://backups.vault.azure.net/", "Secrets:KeyVault must be the https address of a vault.")]
    [InlineData("Secrets:KeyVault", "https://127.0.0.1:1/", "Secrets:KeyVault: 127.0.0.1 could not be read: it cannot be reached.")]
    public async Task What_cannot_be_read_stops_the_start_and_names_its_key(string key, string value, string says)
    {
        var stopped = await Assert.ThrowsAsync<OptionsValidationException>(() => BotApplication.BuildAsync([$"--{key}={value}"]));

        Assert.StartsWith(says, Assert.Single(StartProblems.Of(stopped)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_started_process_reads_the_files_and_prefers_its_environment()
    {
        Write("Database__Provider", "Oracle");
        Write("Watch__Interval", "soon");
        Write("Slack__BotToken", "xapp-made-up-for-files");
        Write("Xopero__Servers__0__Password", "made-up-for-files");

        var (code, error) = await RunAsync(
            ("Secrets__Directory", _folder.FullName),
            ("Database__Provider", "Sqlite"),
            ("Xopero__Servers__0__BaseUrl", "https://xopero.example.com/"),
            ("Xopero__Servers__0__Email", "bot@example.com"));

        Assert.Equal(1, code);
        Assert.Contains("Watch:Interval has a value that is no TimeSpan.", error, StringComparison.Ordinal);
        Assert.Contains("Slack:BotToken holds an app-level token", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Database:Provider", error, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up-for-files", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_gives_the_enabled_secrets_that_are_keys_on_every_page()
    {
        var asked = new List<string>();
        await using var app = await VaultAsync(asked);

        var keys = await KeyVaultSecrets.ReadAsync(Client(app), CancellationToken.None);

        Assert.Equal(
            [new("Slack:BotToken", "value of Slack--BotToken"), new("Xopero:Servers:0:Password", "value of Xopero--Servers--0--Password")],
            keys.OrderBy(key => key.Key, StringComparer.Ordinal));
        Assert.Equal(["Slack--BotToken", "Xopero--Servers--0--Password"], asked);
    }

    [Fact]
    public async Task A_vault_that_refuses_is_told_by_what_to_change()
    {
        await using var app = await VaultAsync([], HttpStatusCode.Forbidden);

        var refused = await Assert.ThrowsAnyAsync<RequestFailedException>(() => KeyVaultSecrets.ReadAsync(Client(app), CancellationToken.None));

        Assert.Contains("Key Vault Secrets User", KeyVaultSecrets.Reason(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_identity_is_told_and_a_defect_is_not_taken_for_a_wrong_key()
    {
        Assert.Equal("this process has no identity that Azure accepts", KeyVaultSecrets.Reason(new CredentialUnavailableException("long story")));
        Assert.Null(KeyVaultSecrets.Reason(new InvalidOperationException("a defect")));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private static SecretClient Client(WebApplication app) => new(new Uri(Vault), new Identity(), new SecretClientOptions
    {
        Transport = new HttpClientTransport(app.GetTestClient()),
        Retry = { MaxRetries = 0 },
    });

    private static async Task<WebApplication> VaultAsync(List<string> asked, HttpStatusCode answer = HttpStatusCode.OK)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            context.Response.StatusCode = (int)answer;
            if (context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = """Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net" """;
            }
            else if (answer == HttpStatusCode.OK)
            {
                await next(context);
            }
        });
        app.MapGet("/secrets", (string? page) => page is null
            ? Results.Json(new { value = new[] { Listed("Slack--BotToken"), Listed("Slack--AppToken", enabled: false) }, nextLink = $"{Vault}/secrets?page=2" })
            : Results.Json(new { value = new[] { Listed("somebody-elses"), Listed("Xopero--Servers--0--Password") } }));
        app.MapGet("/secrets/{name}/{version?}", (string name) =>
        {
            asked.Add(name);
            return Results.Json(new { value = $"value of {name}", id = $"{Vault}/secrets/{name}/1", attributes = new { enabled = true } });
        });
        await app.StartAsync();
        return app;
    }

    private static object Listed(string name, bool enabled = true) => new { id = $"{Vault}/secrets/{name}", attributes = new { enabled } };

    private static async Task<(int Code, string Error)> RunAsync(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        return (process.ExitCode, error);
    }

    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("made-up", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
