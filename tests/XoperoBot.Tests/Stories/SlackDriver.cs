using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Slack as people use it; it reaches the bot over HTTP, or through the connections that the bot opened.</summary>
internal sealed class SlackDriver(FakeSlack slack, bool sockets = false, TimeProvider? time = null) : ChatDriver
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentQueue<(string Person, string Text)> _answers = new();
    private readonly ConcurrentDictionary<string, bool> _elsewhere = new(StringComparer.Ordinal);
    private HttpClient _http = new();

    public override string Channel => "Slack";

    public override IEnumerable<KeyValuePair<string, string?>> Product =>
    [
        sockets ? new("Slack:AppToken", "xapp-made-up") : new("Slack:SigningSecret", SlackApp.Secret),
        new("Slack:BotToken", "xoxb-made-up"),
        new("Slack:ApiBaseUrl", slack.ApiBaseUrl.AbsoluteUri),
    ];

    private string Room { get; init; } = "C1";

    private bool IsGuest { get; init; }

    public override string Account(string person) => $"{FakeSlack.Team}/{person}";

    public override ChatDriver In(string room)
    {
        _elsewhere[room] = true;
        return new SlackDriver(slack, sockets, _time) { Room = room, IsGuest = true };
    }

    public override void Meet(Uri bot)
    {
        _http.Dispose();
        _http = new HttpClient { BaseAddress = bot };
    }

    public override Task SayAsync(string person, string text, string? delivery = null) => SendAsync("slash_commands",
        ("team_id", FakeSlack.Team),
        ("channel_id", Room),
        ("channel_name", "ops"),
        ("user_id", person),
        ("user_name", person),
        ("command", "/xopero"),
        ("text", text),
        ("response_url", slack.Hook($"say-{person}-{Room}")),
        ("trigger_id", delivery ?? $"{person}.{Guid.NewGuid():N}"));

    public override async Task PressAsync(string person, Shown message, string button, string? delivery = null)
    {
        var pressed = await ButtonAsync(() => Buttons(Message(message.Id).Blocks).FirstOrDefault(node => Label(node) == button), button);
        await PressAsync(person, message.Id, (string)pressed["action_id"]!, (string)pressed["value"]!, delivery);
    }

    public override Task ForgeAsync(string person, string messageId, string command, string? delivery = null) =>
        PressAsync(person, messageId, "here:0", command, delivery);

    public override async Task SendInAsync(string person, params (string Field, string Value)[] answers)
    {
        var view = slack.CallsOf("views.open").Select(call => call.Json("view")!).Last(view => IsHere(view));
        var values = new JsonObject();
        foreach (var (field, value) in answers)
        {
            values[$"field:{field}"] = new JsonObject { ["value"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = value } };
        }

        var payload = new JsonObject
        {
            ["type"] = "view_submission",
            ["team"] = new JsonObject { ["id"] = FakeSlack.Team },
            ["user"] = new JsonObject { ["id"] = person, ["username"] = person, ["team_id"] = FakeSlack.Team },
            ["trigger_id"] = $"{person}.{Guid.NewGuid():N}",
            ["view"] = new JsonObject
            {
                ["id"] = "V1",
                ["type"] = "modal",
                ["callback_id"] = "form",
                ["private_metadata"] = (string?)view["private_metadata"],
                ["state"] = new JsonObject { ["values"] = values },
            },
        };
        _answers.Enqueue((person, await PostAsync("/slack/interactions", SlackApp.Form(("payload", payload.ToJsonString())))));
    }

    public override Task<IReadOnlyList<Shown>> LookAsync(string person) => Task.FromResult<IReadOnlyList<Shown>>(
    [
        .. slack.Messages.Where(message => IsHere(message.Channel) && (message.OnlyFor is null || message.OnlyFor == person)).Concat(Hooked(person)).Select(message =>
            new Shown(message.Ts, $"{message.Text}\n{Texts(message.Blocks)}", [.. Buttons(message.Blocks).Select(Label)])),
        .. slack.CallsOf("views.open").Where(call => call["trigger_id"]?.StartsWith(person + ".", StringComparison.Ordinal) == true)
            .Select(call => call.Json("view")!).Where(IsHere).Select((view, at) => new Shown($"view-{at}", Texts(view), [])),
        .. _answers.Where(answer => answer.Person == person).Select((answer, at) => new Shown($"answer-{at}", answer.Text, [])),
    ]);

    public override async Task WriteAsync(string directory)
    {
        string[] people = ["operator", "stranger", "ada", "amir"];
        foreach (var (at, message) in slack.Messages.Where(message => IsHere(message.Channel)).Concat(people.SelectMany(Hooked)).Index())
        {
            await File.WriteAllTextAsync(Path.Combine(directory, $"slack-sent-{at:000}.json"), message.Blocks!.ToJsonString());
            await File.WriteAllTextAsync(Path.Combine(directory, $"slack-sent-{at:000}.txt"), message.Text);
        }

        foreach (var (at, call) in slack.CallsOf("views.open").Index())
        {
            await File.WriteAllTextAsync(Path.Combine(directory, $"slack-view-{at:000}.json"), call.Json("view")!.ToJsonString());
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!IsGuest)
        {
            await slack.DisposeAsync();
        }
    }

    private Task PressAsync(string person, string messageId, string action, string command, string? delivery)
    {
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["team"] = new JsonObject { ["id"] = FakeSlack.Team },
            ["user"] = new JsonObject { ["id"] = person, ["username"] = person, ["team_id"] = FakeSlack.Team },
            ["trigger_id"] = delivery ?? $"{person}.{Guid.NewGuid():N}",
            ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = messageId, ["channel_id"] = Room, ["is_ephemeral"] = false },
            ["channel"] = new JsonObject { ["id"] = Room, ["name"] = "ops" },
            ["message"] = new JsonObject { ["ts"] = messageId },
            ["response_url"] = slack.Hook($"press-{person}-{Room}"),
            ["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "button",
                ["action_id"] = action,
                ["block_id"] = "b",
                ["value"] = command,
                ["action_ts"] = "1.3",
            }),
        };
        return sockets ? EnvelopeAsync("interactive", payload) : PostAsync("/slack/interactions", SlackApp.Form(("payload", payload.ToJsonString())));
    }

    // A room of its own is all that a guest sees; the others see every place but those rooms.
    private bool IsHere(string channel) => IsGuest ? channel == Room : !_elsewhere.ContainsKey(channel);

    private bool IsHere(JsonNode view) =>
        (string?)view["private_metadata"] is { } metadata && (string?)JsonNode.Parse(metadata)!["channel"] == Room;

    // What comes by a response_url is seen by the one whose command or click it answers.
    private IEnumerable<FakeSlack.Message> Hooked(string person) => new[] { "say", "press" }
        .SelectMany(cause => slack.CallsOf($"hook:{cause}-{person}-{Room}"))
        .Select((call, at) => new FakeSlack.Message(Room, $"hook-{person}-{at}", null, (string?)call.Body!["text"] ?? "", call.Body["blocks"]));

    private FakeSlack.Message Message(string ts) => ts.StartsWith("hook-", StringComparison.Ordinal)
        ? Hooked(ts.Split('-')[1]).First(message => message.Ts == ts)
        : slack.Messages.First(message => message.Ts == ts);

    private Task SendAsync(string type, params (string Name, string Value)[] fields) => sockets
        ? EnvelopeAsync(type, new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value))))
        : PostAsync("/slack/commands", SlackApp.Form(fields));

    /// <summary>Down any connection that is open, and back when it is acknowledged there.</summary>
    private async Task EnvelopeAsync(string type, JsonObject payload)
    {
        var socket = (await slack.WaitAsync(() => slack.Sockets.Where(open => open.IsOpen).ToList(), open => open.Count > 0, "a connection"))[^1];
        await socket.AcknowledgedAsync(type, payload);
    }

    private async Task<string> PostAsync(string path, string body)
    {
        using var request = SlackApp.Signed(path, Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded", _time.GetUtcNow());
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static string Label(JsonNode button) => Plain((string?)button["text"]!["text"] ?? "");

    private static IEnumerable<JsonNode> Buttons(JsonNode? node) => Nodes(node).Where(part => part["type"] is JsonValue type && (string?)type == "button");

    // Rich text is one line made of many runs.
    private static string Texts(JsonNode? node) => string.Join('\n', Nodes(node)
        .Where(part => part["type"] is JsonValue type && (string?)type is "rich_text_section" or "plain_text" or "raw_text")
        .Select(part => part["elements"] is JsonArray runs ? string.Concat(runs.Select(run => Plain((string?)run!["text"] ?? (string?)run["fallback"] ?? ""))) : Plain((string?)part["text"] ?? "")));

    private static string Plain(string text) => string.Concat(text.Where(letter => letter is not ('\u2060' or '\u2068' or '\u2069' or '\u200B')));

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) => node switch
    {
        JsonObject part => part.Select(member => member.Value).SelectMany(Nodes).Prepend(part),
        JsonArray list => list.SelectMany(Nodes),
        _ => [],
    };
}
