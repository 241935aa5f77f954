using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack.Intake;

/// <summary>What Slack is answered: over HTTP as the response, in Socket Mode as the acknowledgement's payload.</summary>
/// <param name="Json">Null: an empty answer.</param>
internal sealed record Reply(string? Json = null)
{
    /// <summary>False: the payload was not what Slack sends (HTTP 400).</summary>
    public bool WellFormed { get; init; } = true;

    /// <summary>True: not taken, because Slack itself could not be asked; it is to deliver this again (HTTP 503, or no acknowledgement).</summary>
    public bool Again { get; init; }

    public static Reply Empty { get; } = new();

    public static Reply NotNow { get; } = new() { Again = true };

    public static Reply Malformed { get; } = new() { WellFormed = false };

    public static Reply Of<T>(T body) => new(SlackJson.Write(body));
}
