using System.Diagnostics;

namespace XoperoBot.Tests.Fakes;

/// <summary>Waits for what other threads do, as long as it takes and not longer; a test that is right never waits in vain.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "It did not become true in time.");
            await Task.Delay(5);
        }
    }
}
