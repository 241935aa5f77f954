using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot before a service that answers with the vendor's own sample bodies.</summary>
public sealed class SampleStories
{
    [Fact]
    public async Task Status_shows_what_the_vendors_samples_say()
    {
        await using var service = await VendorAsync();
        await using var chat = new PlaygroundDriver();
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Xopero:Servers:0:BaseUrl", service.Urls.First()));
        chat.Meet(bot.Address);

        await chat.SayAsync("viewer", "status");

        await chat.SeeAsync("viewer", "OrgName", "43 of 58 protected (74.1 %)", "xopero", "1 of 775 protected (0.1 %)");
    }

    private static async Task<WebApplication> VendorAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/account/login", () => Sample("login"));
        app.MapPost("/git/organizations/getmany", () => Sample("organizations"));
        app.MapPost("/git/repositories/getmany", () => Sample("repositories"));
        app.MapPost("/plans/listassignedtoorganization", () => Sample("assigned-plans"));
        await app.StartAsync();
        return app;
    }

    private static IResult Sample(string name) => Results.Text(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Xopero", "Samples", $"{name}.response.json")), "application/json");
}
