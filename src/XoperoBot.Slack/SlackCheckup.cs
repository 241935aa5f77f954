using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack;

/// <summary>Slack: token, scopes against the manifest, Socket Mode, and the channels that the bot should post to but is not in.</summary>
internal sealed class SlackCheckup(WebApi api, SlackDirectory directory, IDestinations destinations, IOptions<SlackOptions> options) : ICheckup
{
    public string Area => SlackIds.Channel;

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var identity = await api.AuthTestAsync(cancellationToken);
        if (!identity.Ok)
        {
            yield return new Finding(Area, Tone.Bad, $"The bot token is not accepted: {identity.Error}.") { Fix = SlackErrors.Fix(identity, directory.BotName) };
            yield break;
        }

        yield return new Finding(Area, Tone.Good, $"The bot token is accepted: {identity.Text("user")} in {identity.Text("team")}.");
        yield return Scopes(identity);
        yield return string.IsNullOrWhiteSpace(options.Value.AppToken) ? Inbound() : SocketMode(await api.ConnectionsOpenAsync(cancellationToken));
        foreach (var (place, use) in await destinations.ListAsync(SlackIds.Channel, cancellationToken))
        {
            yield return Destination(place, use, await api.ConversationsInfoAsync(place.Id, cancellationToken));
        }
    }

    private Finding Scopes(ApiAnswer identity)
    {
        if (identity.Scopes is not { } granted)
        {
            return new Finding(Area, Tone.Unknown, "Slack did not tell the token's scopes.") { Fix = "Compare OAuth & Permissions with manifest/slack." };
        }

        var missing = SlackScopes.Needed.Except(granted, StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? new Finding(Area, Tone.Good, "Every scope of the manifest is granted.")
            : new Finding(Area, Tone.Bad, $"Scopes are missing: {string.Join(", ", missing)}.")
            {
                Fix = "Update the app's manifest from manifest/slack and install the app again in the workspace.",
            };
    }

    private Finding Inbound() => new(Area, Tone.Neutral, "Slack calls the bot over HTTP; whether it reaches this machine cannot be seen from here.")
    {
        Fix = $"Say {options.Value.Command} help in Slack; if nothing answers, check the three request URLs of the app.",
    };

    private Finding SocketMode(ApiAnswer opened) => opened.Ok
        ? new Finding(Area, Tone.Good, "The app token opens Socket Mode connections.")
        : new Finding(Area, Tone.Bad, $"The app token opens no Socket Mode connection: {opened.Error}.")
        {
            Fix = "Make an app-level token with connections:write, and turn Socket Mode on in the app's settings.",
        };

    private Finding Destination(Place place, string use, ApiAnswer info)
    {
        if (!info.Ok)
        {
            return new Finding(Area, Tone.Bad, $"{place}, where {use} go, cannot be seen: {info.Error}.") { Fix = SlackErrors.Fix(info, directory.BotName) };
        }

        var channel = info.Object("channel");
        var name = channel.ValueKind == JsonValueKind.Object && channel.TryGetProperty("name", out var value) ? $" (#{value.GetString()})" : "";
        return Is(channel, "is_member") || Is(channel, "is_im")
            ? new Finding(Area, Tone.Good, $"The bot is in {place}{name}, where {use} go.")
            : new Finding(Area, Tone.Bad, $"The bot is not in {place}{name}, where {use} go.") { Fix = $"Say /invite @{directory.BotName} in that channel." };
    }

    private static bool Is(JsonElement channel, string flag) =>
        channel.ValueKind == JsonValueKind.Object && channel.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;
}
