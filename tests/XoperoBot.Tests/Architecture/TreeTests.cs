namespace XoperoBot.Tests.Architecture;

public sealed class TreeTests
{
    private static readonly Lazy<SourceTree> Repository = new(SourceTree.OfRepository);
    private static readonly Rule[] Rules = [.. TextRules.All, .. ProjectRules.All];

    public static TheoryData<string> RuleNames => [.. Rules.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void The_repository_keeps_the_rule(string rule)
    {
        var found = Named(rule).Find(Repository.Value).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void The_repository_is_really_read()
    {
        Assert.True(Repository.Value.Under("src/", ".cs").Count() > 10);
        Assert.True(Repository.Value.Projects("src/").Count() >= 7);
        Assert.True(Repository.Value.Has("tests/conformance/package-lock.json"));
        Assert.True(Repository.Value.Has(".ci/run"));
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_tree_in_order_is_not_complained_about(string rule) => Assert.Empty(Named(rule).Find(Planted.InOrder));

    [Theory]
    [MemberData(nameof(Planted.Violations), MemberType = typeof(Planted))]
    public void A_planted_violation_is_found(string rule, string path, string text) =>
        Assert.Contains(path, Assert.Single(Named(rule).Find(Planted.InOrder.With(path, text))), StringComparison.Ordinal);

    [Fact]
    public void Every_rule_has_a_planted_violation() =>
        Assert.Equal(RuleNames.Order(StringComparer.Ordinal), Planted.Rules.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Rule Named(string name) => Rules.Single(rule => rule.Name == name);
}
