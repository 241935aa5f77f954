using System.Diagnostics;

namespace XoperoBot.Tests.Fakes;

/// <summary>
/// How long a test waits, counted by its looks: a look counts a second at most, so that a machine that stood still for minutes is not
/// taken for a bot that does.
/// </summary>
internal sealed class WaitLimit(TimeSpan limit)
{
    private static readonly TimeSpan MostOfOneLook = TimeSpan.FromSeconds(1);

    private TimeSpan _waited;
    private long _looked = Stopwatch.GetTimestamp();

    /// <summary>Looks at the clock; to be asked each time round.</summary>
    public bool IsOver()
    {
        var now = Stopwatch.GetTimestamp();
        var since = Stopwatch.GetElapsedTime(_looked, now);
        _waited += since < MostOfOneLook ? since : MostOfOneLook;
        _looked = now;
        return _waited >= limit;
    }
}
