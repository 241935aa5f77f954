using System.Runtime.CompilerServices;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Doctor;

/// <summary>Whether every risky operation can find its approvers.</summary>
internal sealed class ApproversCheckup(RuleBook rules, IPeople people, ConfiguredPeople root) : ICheckup
{
    public string Area => "approvals";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var everybody = await people.ListAsync(cancellationToken);
        yield return everybody.Count > 0
            ? new Finding("people", Tone.Good, $"{everybody.Count} people are named; {everybody.Count(human => human.Roles.Allow(Needs.Admin))} of them run the bot.")
            : new Finding("people", Tone.Warning, "Nobody is named: everybody who asks gets the default roles only.")
            {
                Fix = "Add people under Access:People; whoami shows each the id to grant.",
            };

        foreach (var (account, names) in root.Shared())
        {
            yield return new Finding("people", Tone.Bad, $"{account} is claimed by {string.Join(" and ", names)}, so it is nobody’s.") { Fix = "Give every account to one person." };
        }

        await foreach (var (rule, server, bench) in rules.AllAsync(cancellationToken))
        {
            var reachable = bench.Reachable.Count;
            var names = string.Join(", ", bench.Reachable.Select(human => human.Name));
            var finding = reachable < bench.Needed
                ? new Finding(Area, Tone.Bad, $"{rule} needs {bench.Needed} and {reachable} can be reached{(reachable > 0 ? $": {names}" : "")}. No such request can be approved.")
                {
                    Fix = "Give more people the role Approver and an account on a channel where the bot is.",
                }
                : reachable == bench.Needed
                    ? new Finding(Area, Tone.Warning, $"{rule} needs {bench.Needed} and exactly as many can be reached: {names}. A request by one of them cannot be approved.")
                    {
                        Fix = "Name one approver more.",
                    }
                    : new Finding(Area, Tone.Good, $"{rule} needs {bench.Needed}; {reachable} can be reached: {names}.");
            yield return finding with { Server = server };
        }
    }
}
