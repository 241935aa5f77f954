using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

public sealed class ConfigurationTests
{
    private static readonly Dictionary<string, string?> Whole = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Xopero:Servers:0:BaseUrl"] = "https://backup.example/xopero",
        ["Xopero:Servers:0:Email"] = "bot@example.org",
        ["Xopero:Servers:0:Password"] = "hidden-secret",
    };

    [Fact]
    public async Task Nothing_configured_stops_the_start() =>
        Assert.Equal(["Xopero:Servers:0 is missing: at least one Management Service is needed"], await StartAsync([]));

    [Fact]
    public async Task A_whole_server_starts()
    {
        Assert.Empty(await StartAsync(Whole));
    }

    [Fact]
    public async Task Every_missing_and_wrong_key_is_named_in_one_message_without_its_value()
    {
        var problems = await StartAsync(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Xopero:Servers:0:Name"] = "hidden name!",
            ["Xopero:Servers:0:BaseUrl"] = "http://hidden",
            ["Xopero:Servers:0:CertificateSha256"] = "hidden",
            ["Xopero:Servers:0:PageSize"] = "hidden",
            ["Xopero:Servers:0:AllowHttp"] = "hidden",
            ["Xopero:Servers:0:TokenLifetime"] = "hidden",
            ["Xopero:Servers:1:Name"] = "one",
            ["Xopero:Servers:1:BaseUrl"] = "https://user:hidden@host?x=1",
            ["Xopero:Servers:1:Email"] = "a@b",
            ["Xopero:Servers:1:Password"] = "hidden",
            ["Xopero:Servers:1:PasswordFile"] = "hidden",
            ["Xopero:Servers:1:ReadRetries"] = "99",
            ["Xopero:Servers:1:TokenScheme"] = "hidden: x",
            ["Xopero:Servers:2:Name"] = "ONE",
            ["Xopero:Servers:2:BaseUrl"] = "hidden",
            ["Xopero:Servers:2:ConsoleUrl"] = "javascript:hidden",
            ["Xopero:Servers:2:Email"] = "",
            ["Xopero:Servers:2:Password"] = "hidden",
        });

        Assert.Equal(
            [
                "Xopero:Servers:0:AllowHttp is not a truth value (true or false)",
                "Xopero:Servers:0:BaseUrl is http://, which needs AllowHttp",
                "Xopero:Servers:0:CertificateSha256 is not a SHA-256 fingerprint of 64 hexadecimal digits",
                "Xopero:Servers:0:Email is missing",
                "Xopero:Servers:0:Name is out of its range or form",
                "Xopero:Servers:0:PageSize is not a number",
                "Xopero:Servers:0:Password is missing (or give PasswordFile)",
                "Xopero:Servers:0:TokenLifetime is not a duration (hh:mm:ss)",
                "Xopero:Servers:1:BaseUrl holds a user name or password",
                "Xopero:Servers:1:Password and PasswordFile exclude each other",
                "Xopero:Servers:1:PasswordFile names a file that is not there or may not be read",
                "Xopero:Servers:1:ReadRetries is out of its range or form",
                "Xopero:Servers:1:TokenScheme is not a word",
                "Xopero:Servers:2:BaseUrl is not an https:// address",
                "Xopero:Servers:2:ConsoleUrl is not an https:// address",
                "Xopero:Servers:2:Email is missing",
                "Xopero:Servers:2:Name is used by another server already",
            ],
            problems.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public void Servers_are_found_by_name_in_any_case_and_lead_to_their_console()
    {
        var values = new Dictionary<string, string?>(Whole, StringComparer.OrdinalIgnoreCase)
        {
            ["Xopero:Servers:0:CertificateSha256"] = null,
            ["Xopero:Servers:0:ConsoleUrl"] = null,
            ["Xopero:Servers:1:Name"] = "second",
            ["Xopero:Servers:1:BaseUrl"] = "https://other.example",
            ["Xopero:Servers:1:ConsoleUrl"] = "https://console.example/git",
            ["Xopero:Servers:1:Email"] = "bot@example.org",
            ["Xopero:Servers:1:PasswordFile"] = typeof(ConfigurationTests).Assembly.Location,
        };
        using var provider = new ServiceCollection().AddXopero(Configuration(values)).BuildServiceProvider();
        var services = provider.GetRequiredService<IManagementServices>();

        Assert.Equal(["main", "second"], services.All.Select(service => service.Name));
        Assert.Same(services.All[1], services.Find("SECOND"));
        Assert.Null(services.Find("third"));
        Assert.Equal("https://backup.example/xopero", services.All[0].ConsoleUrl?.AbsoluteUri);
        Assert.Equal("https://console.example/git", services.All[1].ConsoleUrl?.AbsoluteUri);
    }

    [Fact]
    public async Task An_address_with_a_path_keeps_it()
    {
        await using var service = await FakeManagementService.StartAsync();
        await using var client = new Client(new Uri(service.Address, "behind/proxy"), null, ("ReadRetries", "0"));

        await Assert.ThrowsAsync<XoperoException>(() => client.Service.LoginAsync(CancellationToken.None));

        Assert.Equal("/behind/proxy/account/login", service.Requests.Single().Path);
    }

    private static IConfiguration Configuration(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static async Task<IReadOnlyList<string>> StartAsync(Dictionary<string, string?> values)
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddXopero(Configuration(values))).Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }
}
