namespace XoperoBot.Tests.Fakes;

/// <summary>Waits for what other threads do, as long as it takes and not longer; a test that is right never waits in vain.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var limit = new WaitLimit(patience ?? Patience);
        while (!await condition())
        {
            Assert.False(limit.IsOver(), "It did not become true in time.");
            await Task.Delay(5);
        }
    }
}
