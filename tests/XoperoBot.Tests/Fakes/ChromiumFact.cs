namespace XoperoBot.Tests.Fakes;

/// <summary>
/// A test in a real Chromium. Without one it is skipped and says so; where <c>XOPEROBOT_TESTS_REQUIRE</c> contains <c>all</c> it
/// runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    public ChromiumFactAttribute()
    {
        Skip = SkipReason;
    }

    public static string? ExecutablePath { get; } = Places.FirstOrDefault(File.Exists);

    private static string? SkipReason =>
        ExecutablePath is null && !Requirements.AreAll ? "No Chromium on this machine (on Debian: apt-get install chromium)." : null;
}
