using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core;
using XoperoBot.Core.Watch;

namespace XoperoBot.Tests.Features;

/// <summary>Spans of time in configuration mean what they say.</summary>
public sealed class SpanTests
{
    [Fact]
    public void More_than_a_day_written_in_hours_is_hours()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Watch:OverdueAfter"] = "26:00:00",
            ["Watch:HungAfter"] = "1.12:00:00",
        }).Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddCore(configuration).BuildServiceProvider();

        var watch = services.GetRequiredService<IOptions<WatchOptions>>().Value;
        Assert.Equal((TimeSpan.FromHours(26), TimeSpan.FromHours(36)), (watch.OverdueAfter, watch.HungAfter));
    }

    [Theory]
    [InlineData("00:01:00", 60)]
    [InlineData("23:59:59", 86_399)]
    [InlineData("24:00:00", 86_400)]
    [InlineData("48:30", 174_600)]
    [InlineData("100:00:00.5", 360_000.5)]
    [InlineData("7", 604_800)]
    [InlineData("2.03:00:00", 183_600)]
    [InlineData("-01:00:00", -3_600)]
    public void Every_other_way_of_writing_one_is_as_it_was(string text, double seconds) =>
        Assert.Equal(seconds, ((TimeSpan)new HoursConverter().ConvertFromInvariantString(text)!).TotalSeconds);

    [Theory]
    [InlineData("26:99:00")]
    [InlineData("26:00:00:00:00")]
    [InlineData("soon")]
    public void Nonsense_is_refused(string text) => Assert.ThrowsAny<Exception>(() => new HoursConverter().ConvertFromInvariantString(text));
}
