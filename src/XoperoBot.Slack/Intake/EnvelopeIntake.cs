using System.Text.Json;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>Socket Mode's envelopes hold what HTTP would have brought; from here on the path is the same.</summary>
internal sealed class EnvelopeIntake(CommandIntake commands, InteractionIntake interactions, EventIntake events, Ignored ignored)
{
    /// <summary>Never malformed: what cannot be used is counted and acknowledged, or Slack would send it for ever.</summary>
    public async Task<Reply> HandleAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var payload = envelope.Payload.ValueKind == JsonValueKind.Object ? envelope.Payload.GetRawText() : "{}";
        try
        {
            var reply = envelope.Type switch
            {
                "slash_commands" => await commands.HandleAsync(Fields(SlackJson.Read<JsonElement>(payload)), payload, cancellationToken),
                "interactive" => await interactions.HandleAsync(SlackJson.Read<Interaction>(payload)!, SlackIds.Hash(payload), cancellationToken),
                "events_api" => await events.HandleAsync(SlackJson.Read<EventRequest>(payload)!, SlackIds.Hash(payload), cancellationToken),
                _ => ignored.Unknown($"envelope:{envelope.Type}"),
            };
            return reply.WellFormed ? reply : ignored.Unknown($"malformed:{envelope.Type}");
        }
        catch (JsonException)
        {
            return ignored.Unknown($"malformed:{envelope.Type}");
        }
    }

    private static Dictionary<string, string> Fields(JsonElement payload) => payload.ValueKind == JsonValueKind.Object
        ? payload.EnumerateObject()
            .Where(field => field.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(field => field.Name, field => field.Value.GetString()!, StringComparer.Ordinal)
        : [];
}
