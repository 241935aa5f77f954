using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Faults;

/// <summary>What one call to Slack showed to people.</summary>
/// <param name="Place">The channel.</param>
/// <param name="Thread">The message in whose thread it stands.</param>
/// <param name="Text">All of it but what it says when it may stand there twice: the same for a message and its repeat.</param>
/// <param name="SaysAgain">It says that it may stand there twice.</param>
internal sealed record FaultShown(string? Place, string? Thread, string Text, bool SaysAgain)
{
    private const string Again = "Sent again after an interruption: it may stand here twice.";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static FaultShown Of(FakeSlack.Call call)
    {
        var message = call.Body ?? new JsonObject { ["text"] = call["text"], ["blocks"] = call.Json("blocks") };
        var blocks = (message["blocks"] as JsonArray ?? []).Select(block => block!.ToJsonString(Plain)).ToLookup(block => block.Contains(Again, StringComparison.Ordinal));
        var text = ((string?)message["text"] ?? "").Replace(" " + Again, "", StringComparison.Ordinal);
        return new FaultShown(call["channel"], call["thread_ts"], string.Join('\n', blocks[false].Prepend(text)), blocks[true].Any());
    }
}
