using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Hosting;

/// <summary>A start that is refused says everything that is wrong, once, and ends in order.</summary>
public sealed class RefusedStartTests
{
    [Fact]
    public async Task Every_key_of_every_section_is_named_in_one_message()
    {
        var (code, _, error) = await HostLine.RunAsync([],
        [
            "Xopero:Servers:0:Name=main", "Slack:BotToken=xoxb-1", "Teams:AppId=1", "Database:Provider=Oracle", "Watch:Interval=00:00:00", "Access:DefaultRoles:0=King",
        ]);

        Assert.Equal(1, code);
        foreach (var key in new[]
        {
            "Xopero:Servers:0:BaseUrl", "Xopero:Servers:0:Email", "Xopero:Servers:0:Password", "Slack:SigningSecret", "Teams:TenantId", "Teams: one of",
            "Database:Provider", "Watch:Interval", "Access:DefaultRoles:0",
        })
        {
            Assert.Single(error.Split('\n'), line => line.StartsWith($"  - {key}", StringComparison.Ordinal));
        }

        Assert.StartsWith("XoperoBot did not start.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Oracle", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Database:ConnectionString=Data Source=/nowhere/at/all/x.db")]
    [InlineData(75, "Database:StartPatience=00:00:00", "Database:Provider=Postgres", "Database:ConnectionString=Host=127.0.0.1;Port=1;Username=x;Password=not-to-be-seen")]
    public async Task A_database_that_is_not_there_ends_the_start_with_one_sentence(int exit, params string[] database)
    {
        var (code, _, error) = await HostLine.RunAsync([], [.. Whole, .. database]);

        Assert.Equal(exit, code);
        Assert.StartsWith("XoperoBot did not start.", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("not-to-be-seen", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_of_a_database_that_does_not_exist_is_not_called_broken_and_none_is_made()
    {
        var folder = Directory.CreateTempSubdirectory("xoperobot-none-");
        var (code, _, error) = await HostLine.RunAsync(["audit", "verify"], [.. Whole, $"Database:ConnectionString=Data Source={folder.FullName}/mistyped.db"]);

        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(folder.GetFiles());
        folder.Delete();
    }

    private static string[] Whole =>
    [
        "ASPNETCORE_URLS=http://127.0.0.1:0", "Xopero:Servers:0:BaseUrl=https://127.0.0.1:1/", "Xopero:Servers:0:Email=a@b.example", "Xopero:Servers:0:Password=made-up",
        "Slack:BotToken=xoxb-1", "Slack:SigningSecret=made-up", "Slack:ApiBaseUrl=http://127.0.0.1:1/api/",
    ];
}
