using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

internal sealed class TeamsDriver(FakeBotFramework teams) : ChatDriver
{
    private readonly ConcurrentQueue<(string Person, Shown Answer)> _answers = new();
    private readonly ConcurrentDictionary<string, bool> _elsewhere = new(StringComparer.Ordinal);
    private HttpClient _http = new();

    public override string Channel => "Teams";

    public override IEnumerable<KeyValuePair<string, string?>> Product => teams.Settings();

    private string Room { get; init; } = TeamsActivities.GroupId;

    private bool IsGuest { get; init; }

    public override string Account(string person) => new Guid(Encoding.UTF8.GetBytes(person.PadLeft(16, '0'))).ToString();

    public override ChatDriver In(string room)
    {
        _elsewhere[room] = true;
        return new TeamsDriver(teams) { Room = room, IsGuest = true };
    }

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
        var pressed = await ButtonAsync(() => Actions(Card(message.Id)).FirstOrDefault(action => (string?)action["title"] == button), button);
        await PressAsync(person, message.Id, pressed["data"]!.DeepClone(), (string?)pressed["verb"] ?? "", delivery);
    }

    public override Task ForgeAsync(string person, string messageId, string command, string? delivery = null)
    {
        var key = teams.Shown.Where(activity => activity.Id == messageId).SelectMany(activity => Actions(activity.Card)).Select(action => (string?)action["data"]!["key"]).FirstOrDefault();
        return PressAsync(person, messageId, new JsonObject { ["command"] = command, ["inPlace"] = true, ["key"] = key }, "command", delivery);
    }

    public override Task SendInAsync(string person, params (string Field, string Value)[] answers)
    {
        var (id, press) = teams.Shown.Where(activity => activity.Conversation == Room)
            .SelectMany(activity => Actions(activity.Card).Select(action => (activity.Id, Action: action)))
            .Last(pair => (string?)pair.Action["verb"] == "form" && pair.Action["data"]!["$form"]!["cancel"] is null);
        var data = press["data"]!.DeepClone();
        foreach (var (field, value) in answers)
        {
            data[field] = value;
        }

        return PressAsync(person, id, data, "form", delivery: null);
    }

    public override Task<IReadOnlyList<Shown>> LookAsync(string person) => Task.FromResult<IReadOnlyList<Shown>>(
    [
        .. _answers.Where(answer => answer.Person == person).Select(answer => answer.Answer),
        .. teams.Shown.Where(activity => IsHere(activity.Conversation ?? "", person)).Select(activity => new Shown(
            activity.Id, Text(activity.Card), [.. Actions(activity.Card).Select(action => (string)action["title"]!)])),
    ]);

    public override async Task WriteAsync(string directory)
    {
        foreach (var (at, activity) in teams.Shown.Index())
        {
            await File.WriteAllTextAsync(Path.Combine(directory, $"teams-sent-{at:000}.json"), activity.Card.ToJsonString());
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!IsGuest)
        {
            await teams.DisposeAsync();
        }
    }

    public static string Mri(string person) => $"29:{person}";

    // A room of its own is all that a guest sees; the others see every place but those rooms. Personal chats are their owner's.
    private bool IsHere(string conversation, string person) => conversation.Contains("29:", StringComparison.Ordinal)
        ? conversation.EndsWith(Mri(person), StringComparison.Ordinal)
        : conversation.Split(';')[0] is var place && (IsGuest ? place == Room : !_elsewhere.ContainsKey(place));

    // What answers a press is seen by the one who pressed, until the message itself is changed.
    private async Task PressAsync(string person, string messageId, JsonNode data, string verb, string? delivery)
    {
        var press = teams.Press(data, verb, delivery ?? $"f:{Guid.NewGuid():N}").With("replyToId", messageId);
        using var response = await teams.PostAsync(_http, As(person, press));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var isSentence = answer["value"] is JsonValue;
        _answers.Enqueue((person, new Shown(
            $"answer-{_answers.Count}",
            isSentence ? Plain(answer["value"]!.ToString()) : Text(answer["value"]!),
            [.. Actions(answer["value"]).Select(action => (string)action["title"]!)])));
    }

    private static string Plain(string text) => string.Concat(text.Where(letter => letter is not ('\u2060' or '\u2068' or '\u2069' or '\\')));

    // Everybody talks in one group chat.
    private JsonObject As(string person, JsonObject activity)
    {
        var said = activity.InGroup().From(person, Mri(person), Account(person));
        said["conversation"]!["id"] = Room;
        return said;
    }

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
