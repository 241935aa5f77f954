using Microsoft.Extensions.Logging;

namespace XoperoBot.Slack.Intake;

/// <summary>Counts what Slack sent and the bot has no use for.</summary>
internal sealed partial class Ignored(ILogger<Ignored> logger)
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public Reply Unknown(string kind)
    {
        var clean = Clean(kind);
        var count = Interlocked.Increment(ref _count);
        Log.Unknown(logger, clean, count);
        return Reply.Empty;
    }

    // The kind comes from outside: one short word per log line.
    private static string Clean(string kind) =>
        new([.. kind.Take(60).Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or ':' or '/' ? character : '?')]);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Nothing to do for Slack's {Kind}; {Count} so far")]
        public static partial void Unknown(ILogger logger, string kind, long count);
    }
}
