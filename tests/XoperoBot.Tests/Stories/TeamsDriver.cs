using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

internal sealed class TeamsDriver(FakeBotFramework teams) : ChatDriver
{
    private HttpClient _http = new();

    public override IEnumerable<KeyValuePair<string, string?>> Settings => teams.Settings().Concat(People("Teams", Account));

    public override void Meet(Uri bot)
    {
        _http.Dispose();
        _http = new HttpClient { BaseAddress = bot };
    }

    public override async Task SayAsync(string person, string text, string? delivery = null)
    {
        using var response = await teams.PostAsync(_http, As(person, teams.Message(text, delivery ?? Guid.NewGuid().ToString("N"))));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    public override async Task PressAsync(string person, Shown message, string button, string? delivery = null)
    {
        var pressed = Actions(Card(message.Id)).First(action => (string?)action["title"] == button);
        var press = teams.Press(pressed["data"]!.DeepClone(), (string?)pressed["verb"] ?? "", $"f:{delivery ?? Guid.NewGuid().ToString("N")}").With("replyToId", message.Id);
        using var response = await teams.PostAsync(_http, As(person, press));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public override Task<IReadOnlyList<Shown>> LookAsync(string person) => Task.FromResult<IReadOnlyList<Shown>>(
        [.. teams.Shown.Select(activity => new Shown(
            activity.Id, Text(activity.Card), [.. Actions(activity.Card).Select(action => (string)action["title"]!)]))]);

    public override async Task WriteAsync(string directory)
    {
        foreach (var (at, activity) in teams.Shown.Index())
        {
            await File.WriteAllTextAsync(Path.Combine(directory, $"teams-sent-{at:00}.json"), activity.Card.ToJsonString());
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await teams.DisposeAsync();
    }

    private static string Account(string person) => $"00000000-0000-0000-0000-{person.Sum(letter => letter):D12}";

    // Everybody talks in one group chat.
    private static JsonObject As(string person, JsonObject activity) => activity.InGroup().From(person, $"29:{person}", Account(person));

    private static string Text(JsonNode card) => TeamsActivities.VisibleText(card);

    private JsonObject Card(string id) => teams.Shown.First(activity => activity.Id == id).Card;

    private static IEnumerable<JsonObject> Actions(JsonNode? node) => node switch
    {
        JsonObject part when (string?)(part["type"] as JsonValue) == "Action.Execute" => [part],
        JsonObject part => part.Where(member => member.Key is not ("fallback" or "refresh")).Select(member => member.Value).SelectMany(Actions),
        JsonArray list => list.SelectMany(Actions),
        _ => [],
    };
}
