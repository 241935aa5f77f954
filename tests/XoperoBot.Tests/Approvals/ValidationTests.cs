using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Approvals;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Approvals;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("Approvals:Rules:0:Operation", "erase", "Approvals:Rules:0:Operation is one of")]
    [InlineData("Approvals:Rules:0:Approvers", "0", "Approvals:Rules:0")]
    [InlineData("Approvals:Rules:0:CoolDown", "2.00:00:00", "Approvals:Rules:0:RunWithin must be longer than the cool-down")]
    [InlineData("Approvals:Rules:0:ApproverNames:0", "Nobody", "names 'Nobody'")]
    [InlineData("Approvals:Rules:0:ReasonPattern", "(", "Approvals:Rules:0:ReasonPattern is not a regular expression")]
    [InlineData("Approvals:Channels:0", "nonsense", "Approvals:Channels:0 must be written channel:id")]
    [InlineData("Approvals:MostRepositories", "0", "Approvals:MostRepositories")]
    public async Task A_rule_that_cannot_be_meant_is_named_by_its_key(string key, string value, string says)
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, ("Approvals:Rules:0:Operation", "remove"), (key, value));
        var fault = Assert.Throws<OptionsValidationException>(() => stage.Host.GetRequiredService<IOptions<ApprovalsOptions>>().Value);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }
}
