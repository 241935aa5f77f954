using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XoperoBot.Slack;
using XoperoBot.Slack.Wire;
using XoperoBot.Tests.Architecture;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>The manifests ask for what the code uses: nothing is missing, and nothing is asked for in reserve.</summary>
public sealed partial class ManifestTests
{
    private static readonly Lazy<SourceTree> Repository = new(SourceTree.OfRepository);

    /// <summary>Each Web API method with the scope that its page names; null: none.</summary>
    private static readonly Dictionary<string, string?> Methods = new(StringComparer.Ordinal)
    {
        ["auth.test"] = null,
        ["apps.connections.open"] = null, // connections:write of the app-level token
        ["chat.delete"] = "chat:write",
        ["chat.postEphemeral"] = "chat:write",
        ["chat.postMessage"] = "chat:write",
        ["chat.update"] = "chat:write",
        ["conversations.info"] = "channels:read", // groups:read for private ones
        ["conversations.open"] = "im:write",
        ["files.completeUploadExternal"] = "files:write",
        ["files.getUploadURLExternal"] = "files:write",
        ["users.info"] = "users:read",
        ["views.open"] = null,
        ["views.publish"] = null,
        ["views.push"] = null,
        ["views.update"] = null,
    };

    /// <summary>Each subscribed event with the scopes that its page names.</summary>
    private static readonly Dictionary<string, string[]> Events = new(StringComparer.Ordinal)
    {
        ["app_home_opened"] = [],
        ["app_mention"] = ["app_mentions:read"],
        ["app_uninstalled"] = [],
        ["channel_archive"] = ["channels:read"],
        ["channel_deleted"] = ["channels:read"],
        ["channel_left"] = ["channels:read"],
        ["group_archive"] = ["groups:read"],
        ["group_deleted"] = ["groups:read"],
        ["group_left"] = ["groups:read"],
        ["member_joined_channel"] = ["channels:read", "groups:read"],
        ["message.im"] = ["im:history"],
        ["tokens_revoked"] = [],
    };

    /// <summary>Downloaded from their own address, by no method.</summary>
    private const string FilesThatPeopleSend = "files:read";

    public static TheoryData<string> Kinds => ["http", "socket"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_scopes_are_those_of_the_methods_events_and_commands(string kind)
    {
        var manifest = Manifest(kind);

        Assert.Equal(
            Methods.Values.OfType<string>().Concat(Events.Values.SelectMany(scopes => scopes)).Append("commands").Append(FilesThatPeopleSend).Distinct().Order(StringComparer.Ordinal),
            Strings(manifest["oauth_config"]!["scopes"]!["bot"]!).Order(StringComparer.Ordinal));
        Assert.Equal(SlackScopes.Needed, Strings(manifest["oauth_config"]!["scopes"]!["bot"]!));
        Assert.Null(manifest["oauth_config"]!["scopes"]!["user"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_subscribed_event_is_handled_and_explained(string kind)
    {
        var events = Strings(Manifest(kind)["settings"]!["event_subscriptions"]!["bot_events"]!).ToList();
        var intake = Source("src/XoperoBot.Slack/Intake/EventIntake.cs");
        var readme = Source("manifest/slack/README.md");

        Assert.Equal(Events.Keys.Order(StringComparer.Ordinal), events.Order(StringComparer.Ordinal));
        Assert.All(events, name => Assert.Contains($"\"{name.Split('.')[0]}\"", intake, StringComparison.Ordinal));
        Assert.All(events, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_method_that_is_called_is_in_the_table() => Assert.Equal(
        Methods.Keys.Order(StringComparer.Ordinal),
        Called().Matches(Source("src/XoperoBot.Slack/Wire/WebApi.cs")).Select(match => match.Groups["method"].Value).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Shortcuts_are_named_after_commands_and_the_command_is_the_configured_one(string kind)
    {
        var features = Manifest(kind)["features"]!;
        var words = Words().Matches(string.Concat(Repository.Value.Under("src/XoperoBot.Core/Features", ".cs").Select(file => file.Text)))
            .Select(match => match.Groups["word"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(new SlackOptions().Command, (string?)features["slash_commands"]![0]!["command"]);
        var named = features["shortcuts"]!.AsArray().Select(shortcut => (string)shortcut!["callback_id"]!)
            .Concat(((string)features["slash_commands"]![0]!["usage_hint"]!).Split('|', StringSplitOptions.TrimEntries).Select(usage => usage.Split(' ')[0]));
        Assert.All(named, word => Assert.Contains(word, words));
    }

    private static JsonNode Manifest(string kind) => JsonNode.Parse(Source($"manifest/slack/manifest.{kind}.json"))!;

    private static string Source(string path) => Repository.Value.Files[path];

    private static IEnumerable<string> Strings(JsonNode list) => list.AsArray().Select(item => (string)item!);

    [GeneratedRegex("CommandInfo Info \\{ get; \\} = new\\(\\s*\"(?<word>[a-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("CallAsync\\(\\s*\"(?<method>[a-zA-Z.]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Called();
}
