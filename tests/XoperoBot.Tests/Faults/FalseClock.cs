using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Faults;

/// <summary>A process's clock that can be set while it runs, by libfaketime (https://github.com/wolfcw/libfaketime). Its stopwatch goes on.</summary>
internal sealed class FalseClock
{
    private readonly string _file = Path.GetTempFileName();

    public FalseClock() => Set(TimeSpan.Zero);

    /// <summary>Null where it is not installed.</summary>
    public static string? Library { get; } = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    public IEnumerable<KeyValuePair<string, string>> Environment =>
        Library is { } library
            ?
            [
                new("LD_PRELOAD", library), new("FAKETIME_TIMESTAMP_FILE", _file), new("FAKETIME_CACHE_DURATION", "1"), new("FAKETIME_DONT_FAKE_MONOTONIC", "1"),

                // Its remedy for an old C library makes every timed wait of a newer one end at once.
                new("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
            ]
            : Requirements.AreAll ? throw new InvalidOperationException("libfaketime is required and not installed.") : [];

    public void Set(TimeSpan ahead) => File.WriteAllText(_file, $"{(ahead < TimeSpan.Zero ? "" : "+")}{ahead.TotalSeconds:0}s\n");

    public void Remove() => File.Delete(_file);
}
