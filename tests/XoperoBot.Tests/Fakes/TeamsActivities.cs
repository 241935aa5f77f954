using System.Text.Json.Nodes;

namespace XoperoBot.Tests.Fakes;

/// <summary>Activities as Teams sends them, with made-up people.</summary>
internal static class TeamsActivities
{
    public const string BotId = "28:" + FakeBotFramework.AppId;
    public const string PersonalChat = "a:personal-rita";
    public const string ChannelId = "19:deploys@thread.tacv2";
    public const string GroupId = "19:ops@thread.v2";
    public const string Rita = "00000000-0000-0000-0000-000000000020";

    public static JsonObject Message(this FakeBotFramework teams, string text, string id = "m1") => teams.Activity("message", id).With("text", text);

    public static JsonObject Invoke(this FakeBotFramework teams, string name, JsonNode value, string id = "f:i1") =>
        teams.Activity("invoke", id).With("name", name).With("value", value).With("replyToId", "card-1");

    public static JsonObject Press(this FakeBotFramework teams, JsonNode data, string verb = "command", string id = "f:i1") =>
        teams.Invoke("adaptiveCard/action", new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = data } }, id);

    public static JsonObject Activity(this FakeBotFramework teams, string type, string id = "m1") => new()
    {
        ["type"] = type,
        ["id"] = id,
        ["channelId"] = "msteams",
        ["serviceUrl"] = teams.ServiceUrl.AbsoluteUri,
        ["from"] = new JsonObject { ["id"] = "29:rita", ["name"] = "Rita Requester", ["aadObjectId"] = Rita },
        ["recipient"] = new JsonObject { ["id"] = BotId, ["name"] = "XoperoBot" },
        ["conversation"] = new JsonObject { ["conversationType"] = "personal", ["tenantId"] = FakeBotFramework.TenantId, ["id"] = PersonalChat },
        ["entities"] = new JsonArray(new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-US", ["timezone"] = "Europe/Warsaw" }),
        ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = FakeBotFramework.TenantId } },
    };

    public static JsonObject InChannel(this JsonObject activity, string? root = "1700000000001") => activity
        .With("conversation", new JsonObject
        {
            ["conversationType"] = "channel",
            ["isGroup"] = true,
            ["tenantId"] = FakeBotFramework.TenantId,
            ["id"] = root is null ? ChannelId : $"{ChannelId};messageid={root}",
        })
        .With("channelData", new JsonObject
        {
            ["tenant"] = new JsonObject { ["id"] = FakeBotFramework.TenantId },
            ["team"] = new JsonObject { ["id"] = "19:team@thread.tacv2", ["name"] = "Platform" },
            ["channel"] = new JsonObject { ["id"] = ChannelId },
        });

    public static JsonObject InGroup(this JsonObject activity) => activity.With("conversation", new JsonObject
    {
        ["conversationType"] = "groupChat",
        ["isGroup"] = true,
        ["tenantId"] = FakeBotFramework.TenantId,
        ["id"] = GroupId,
    });

    public static JsonObject From(this JsonObject activity, string name, string mri, string? account)
    {
        var from = new JsonObject { ["id"] = mri, ["name"] = name };
        return activity.With("from", account is null ? from : from.With("aadObjectId", account));
    }

    public static JsonObject With(this JsonObject activity, string member, JsonNode? value)
    {
        activity[member] = value;
        return activity;
    }

    /// <summary>Every text that a reader of the card sees, without the invisible characters that keep it literal.</summary>
    public static string VisibleText(JsonNode? node)
    {
        var lines = new List<string>();
        Collect(node, lines);
        return string.Concat(string.Join('\n', lines).Where(character => character is not ('\u2060' or '\u2068' or '\u2069')));
    }

    private static void Collect(JsonNode? node, List<string> lines)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Collect(item, lines);
                }

                break;
            case JsonObject { } block when (string?)block["type"] == "RichTextBlock":
                lines.Add(string.Concat(block["inlines"]!.AsArray().Select(run => (string?)run!["text"])));
                break;
            case JsonObject part:
                foreach (var (name, value) in part.Where(member => member.Key is not ("fallback" or "data" or "refresh")))
                {
                    if (name is "title" or "label" or "errorMessage" && value is JsonValue text)
                    {
                        lines.Add(text.ToString());
                    }
                    else
                    {
                        Collect(value, lines);
                    }
                }

                break;
        }
    }
}
