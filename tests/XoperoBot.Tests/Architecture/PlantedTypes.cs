using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Architecture;

public sealed class Leaked;

public static class LeakedExtensions
{
    public static string Shorten(this string text) => text[..1];
}

public static class GoodExtensions
{
    public static IServiceCollection AddGood(this IServiceCollection services) => services;
}

public sealed class GoodOptions
{
    public sealed class Inner;
}

internal sealed class Hidden;

internal static partial class Loud
{
    [LoggerMessage(1, LogLevel.Information, "Loud {Id}")]
    public static partial void Shout(ILogger logger, string id);
}

internal static partial class Quiet
{
    public static void Say(ILogger logger) => Log.Said(logger, "1");

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Information, "Quiet {Id}")]
        public static partial void Said(ILogger logger, string id);
    }
}
