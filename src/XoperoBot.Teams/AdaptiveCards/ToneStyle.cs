using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>How a tone looks: a symbol and a word, never colour alone.</summary>
/// <param name="Symbol">Before a text.</param>
/// <param name="Container">Style of a box.</param>
/// <param name="Color">Colour of a text.</param>
/// <param name="Chart">Colour of a bar.</param>
internal sealed record ToneStyle(string Symbol, string Container, string Color, string Chart)
{
    private static readonly Dictionary<Tone, ToneStyle> Table = new()
    {
        [Tone.Neutral] = new("\u2022", "emphasis", "Default", "neutral"),
        [Tone.Good] = new("\u2705", "good", "Good", "good"),
        [Tone.Warning] = new("\u26A0\uFE0F", "warning", "Warning", "warning"),
        [Tone.Bad] = new("\u274C", "attention", "Attention", "attention"),
        [Tone.Unknown] = new("\u2754", "emphasis", "Default", "neutral"),
        [Tone.Running] = new("\u23F3", "accent", "Accent", "categoricalBlue"),
    };

    public static ToneStyle Of(Tone tone) => Table[tone];

    /// <summary>Symbol and word before a text that has a state; nothing for one that has none.</summary>
    public static string Prefix(Tone tone) => tone == Tone.Neutral ? string.Empty : $"{Of(tone).Symbol} {tone.Word()}: ";

    /// <summary>The symbol alone, where the word stands elsewhere.</summary>
    public static string Mark(Tone tone) => tone == Tone.Neutral ? string.Empty : Of(tone).Symbol + " ";
}
