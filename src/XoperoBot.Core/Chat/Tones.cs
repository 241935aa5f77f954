namespace XoperoBot.Core.Chat;

/// <summary>A tone in a word: the same on every channel, beside whatever symbol and colour it has there.</summary>
public static class Tones
{
    /// <summary>Empty for a neutral tone, which says nothing.</summary>
    public static string Word(this Tone tone) => tone switch
    {
        Tone.Good => "OK",
        Tone.Warning => "Warning",
        Tone.Bad => "Problem",
        Tone.Unknown => "Unknown",
        Tone.Running => "Running",
        _ => string.Empty,
    };
}
