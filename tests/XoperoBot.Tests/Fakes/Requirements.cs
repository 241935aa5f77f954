namespace XoperoBot.Tests.Fakes;

/// <summary>Where <c>XOPEROBOT_TESTS_REQUIRE</c> contains <c>all</c>, a test whose program is missing fails; elsewhere it is skipped and says so.</summary>
internal static class Requirements
{
    public static bool AreAll { get; } = Environment.GetEnvironmentVariable("XOPEROBOT_TESTS_REQUIRE")?.Contains("all", StringComparison.OrdinalIgnoreCase) is true;
}
