using System.Text.Json.Nodes;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Fuzz;

/// <summary>What the products really send, with made-up people.</summary>
internal static class FuzzSamples
{
    /// <summary>An address to answer at where nobody is.</summary>
    public const string Hook = "http://127.0.0.1:1/hooks/x";

    public static IReadOnlyList<string> Lines { get; } =
    [
        "repos acme unprotected stale 26h name \"web shop\" --sort success --desc --page 3", "activate acme/search-api acme/web --reason \"OPS-7: new\" --dry-run",
        "subscribe acme failures", "mute acme for 4h", "help", "approve R-7K2M4Q looks good", "attach acme/api to acme/nightly", "\"", "--", "\\\"", "“status”",
    ];

    public static IReadOnlyList<string> SlashCommands { get; } =
    [
        .. Lines.Select(Command), Command("status"), Command("activate"), Command("whoami"), "ssl_check=1&token=x",
    ];

    public static IReadOnlyList<string> Interactions { get; } =
    [
        SlackApp.Form(("payload", Press("help").ToJsonString())), SlackApp.Form(("payload", Press("activate acme/search-api").ToJsonString())),
        SlackApp.Form(("payload", Submit().ToJsonString())), SlackApp.Form(("payload", Suggest().ToJsonString())),
        SlackApp.Form(("payload", Closed().ToJsonString())),
    ];

    public static IReadOnlyList<string> Events { get; } =
    [
        """{"type":"url_verification","challenge":"abc","token":"x"}""",
        Event("""{"type":"app_mention","user":"operator","text":"<@UBOT> status","ts":"1700000000.000100","channel":"C1","event_ts":"1700000000.000100"}"""),
        Event("""{"type":"message","channel_type":"im","user":"operator","text":"help","ts":"1700000000.000200","channel":"D1","event_ts":"1700000000.000200"}"""),
        Event("""{"type":"message","channel_type":"im","subtype":"message_changed","message":{"user":"operator","text":"help"},"channel":"D1","ts":"1.2"}"""),
        Event("""{"type":"app_home_opened","user":"operator","channel":"D1","tab":"home","event_ts":"1.5"}"""),
        Event("""{"type":"member_joined_channel","user":"UBOT","channel":"C1","channel_type":"C","team":"T1","event_ts":"1.6"}"""),
        Event("""{"type":"channel_left","channel":"C1","event_ts":"1.7"}"""),
        Event("""{"type":"app_uninstalled"}"""),
    ];

    public static IReadOnlyList<string> Frames { get; } =
    [
        Frame("e-1", "slash_commands", """{"command":"/xopero","text":"status","user_id":"operator","channel_id":"C1","team_id":"T1","trigger_id":"13.1","response_url":"http://127.0.0.1:1/hooks/x"}"""),
        Frame("e-2", "interactive", Press("help").ToJsonString()), Frame("e-3", "events_api", Events[1]), Frame("e-4", "events_api", Events[4]),
        """{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"},"debug_info":{"host":"wss-1","approximate_connection_time":18060}}""",
        Frame("e-5", "interactive", Submit().ToJsonString()),
    ];

    public static IEnumerable<JsonObject> Activities(FakeBotFramework teams) =>
    [
        teams.Message("status"), teams.Message("<at>XoperoBot</at> help", "m2").InChannel(), teams.Message("activate", "m3").InGroup(),
        teams.Press(new JsonObject { ["command"] = "help" }), teams.Press(new JsonObject { ["form"] = "01", ["reason"] = "x" }, "form", "f:i2"),
        teams.Invoke("application/search", new JsonObject { ["queryText"] = "acme", ["dataset"] = "organizations", ["queryOptions"] = new JsonObject { ["skip"] = 0, ["top"] = 15 } }, "f:i3"),
        teams.Invoke("fileConsent/invoke", new JsonObject { ["action"] = "accept", ["context"] = new JsonObject { ["file"] = "x" }, ["uploadInfo"] = new JsonObject { ["uploadUrl"] = "http://127.0.0.1:1/upload", ["contentUrl"] = "http://127.0.0.1:1/c", ["name"] = "a.csv" } }, "f:i4"),
        teams.Activity("conversationUpdate", "u1").With("membersAdded", new JsonArray(new JsonObject { ["id"] = TeamsActivities.BotId })),
        teams.Activity("installationUpdate", "u2").With("action", "add"), teams.Activity("typing", "u3"),
        teams.Message("status", "m4").With("deliveryMode", "expectReplies"),

        // What changed samples led to, once.
        teams.Message("activate", "m5").InGroup().With("entities", new JsonArray((JsonNode?)null)),
        teams.Activity("conversationUpdate", "u4").With("membersAdded", new JsonArray((JsonNode?)null)),
        teams.Activity("conversationUpdate", "u5").With("membersRemoved", new JsonArray((JsonNode?)null)),
    ];

    /// <summary>A dialog that is sent in.</summary>
    public static string Answer(string metadata)
    {
        var submitted = Submit();
        var view = submitted["view"]!;
        view["private_metadata"] = metadata;
        foreach (var field in new[] { "organization", "repositories", "repository", "plan", "reason", "confirm", "what", "time", "zone" })
        {
            view["state"]!["values"]![$"field:{field}"] = new JsonObject { ["value"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = "acme" } };
        }

        // What changed samples led to, once.
        view["state"]!["values"]!["field:none"] = null;
        view["state"]!["values"]!["field:nothing"] = JsonNode.Parse("""{"value":{"type":"multi_static_select","selected_options":[null]}}""");
        return SlackApp.Form(("payload", submitted.ToJsonString()));
    }

    private static string Command(string text) => SlackApp.Form(
        ("team_id", "T1"), ("channel_id", "C1"), ("channel_name", "ops"), ("user_id", "operator"), ("user_name", "operator"), ("command", "/xopero"),
        ("text", text), ("response_url", "http://127.0.0.1:1/hooks/x"), ("trigger_id", $"t-{text}"));

    private static string Event(string @event) =>
        $$"""{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev{{Math.Abs(@event.Length)}}","event_time":1700000000,"event":{{@event}}}""";

    private static string Frame(string id, string type, string payload) =>
        $$"""{"envelope_id":"{{id}}","type":"{{type}}","accepts_response_payload":true,"payload":{{payload}}}""";

    private static JsonObject Press(string command) => new()
    {
        ["type"] = "block_actions",
        ["team"] = new JsonObject { ["id"] = "T1" },
        ["user"] = new JsonObject { ["id"] = "operator", ["username"] = "operator", ["team_id"] = "T1" },
        ["trigger_id"] = $"press-{command}",
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = "1700000000.000300", ["channel_id"] = "C1", ["is_ephemeral"] = false },
        ["channel"] = new JsonObject { ["id"] = "C1", ["name"] = "ops" },
        ["message"] = new JsonObject { ["ts"] = "1700000000.000300" },
        ["response_url"] = "http://127.0.0.1:1/hooks/x",
        ["state"] = new JsonObject { ["values"] = new JsonObject() },
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = "run:0", ["block_id"] = "b", ["value"] = command, ["action_ts"] = "1.3" }),
    };

    private static JsonObject Submit() => new()
    {
        ["type"] = "view_submission",
        ["team"] = new JsonObject { ["id"] = "T1" },
        ["user"] = new JsonObject { ["id"] = "operator", ["team_id"] = "T1" },
        ["trigger_id"] = "submit-1",
        ["view"] = new JsonObject
        {
            ["id"] = "V1",
            ["hash"] = "1.a",
            ["type"] = "modal",
            ["callback_id"] = "form",
            ["private_metadata"] = """{"form":"01ARZ3NDEKTSV4RRFFQ69G5FAV","channel":"C1"}""",
            ["state"] = new JsonObject { ["values"] = new JsonObject { ["reason"] = new JsonObject { ["reason"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = "OPS-7" } } } },
        },
    };

    private static JsonObject Suggest() => new()
    {
        ["type"] = "block_suggestion",
        ["team"] = new JsonObject { ["id"] = "T1" },
        ["user"] = new JsonObject { ["id"] = "operator", ["team_id"] = "T1" },
        ["action_id"] = "lookup:organizations",
        ["block_id"] = "organization",
        ["value"] = "ac",
        ["view"] = new JsonObject { ["id"] = "V1", ["private_metadata"] = "{}" },
    };

    private static JsonObject Closed() => new()
    {
        ["type"] = "view_closed",
        ["team"] = new JsonObject { ["id"] = "T1" },
        ["user"] = new JsonObject { ["id"] = "operator", ["team_id"] = "T1" },
        ["view"] = new JsonObject { ["id"] = "V1", ["private_metadata"] = """{"form":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}""" },
        ["is_cleared"] = false,
    };
}
