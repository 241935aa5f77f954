using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Plans;

/// <summary>Plans with their last outcome, trouble first.</summary>
internal sealed class PlansCommand(ServerReader reader, Names names) : ICommand
{
    private static readonly Dictionary<string, Func<PlanAt, bool>> Filters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["failed"] = item => item.Plan is { FinishedAt: not null, LastStatus.Errors: > 0 },
        ["warnings"] = item => item.Plan is { FinishedAt: not null, LastStatus: { Errors: 0, Warnings: > 0 } },
        ["never"] = item => item.Plan.FinishedAt is null,
        ["running"] = item => item.Plan.IsRunning == true,
    };

    public CommandInfo Info { get; } = new(
        "plans", "plans [organization] [failed] [warnings] [never] [running]", "Lists plans with their last outcome, those in trouble first.")
    {
        Options = [Pages.Option],
        Examples = ["plans", "plans acme", "plans failed"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var filters = call.Arguments.Words.Where(word => Filters.Keys.Any(word.Is)).Select(word => word.Value.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var typed = string.Join(' ', call.Arguments.Words.Where(word => !Filters.Keys.Any(word.Is)).Select(word => word.Value));
        var servers = reader.Count(call.Person.Sight);
        if (typed.Length == 0)
        {
            var readings = await reader.ReadAllAsync(call.Person.Sight, cancellationToken);
            return new CardReply(CardOf(Names.Organizations(readings.Where(reading => reading.Fault is null)), readings, ["plans", .. filters], filters, servers, call.Arguments.Page));
        }

        var (found, instead) = await names.OrganizationAsync(call.Person.Sight, typed, name => CommandLine.Of(["plans", name, .. filters]), cancellationToken);
        return found is null
            ? instead!
            : new CardReply(CardOf([found], reader.Last(found.Service.Name) is { } reading ? [reading] : [], ["plans", found.Path, .. filters], filters, servers, call.Arguments.Page));
    }

    private static Card CardOf(
        IReadOnlyList<OrganizationAt> organizations, IReadOnlyList<Reading> readings, IReadOnlyList<string> line, List<string> filters, int servers, int asked)
    {
        var plans = organizations.SelectMany(at => at.Organization.Plans.Select(plan => new PlanAt(at, plan)))
            .Where(item => filters.Count == 0 || filters.Exists(filter => Filters[filter](item)))
            .OrderByDescending(item => Standing.Weight(Standing.Outcome(item.Plan).Tone))
            .ThenBy(item => item.Path, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var page = Pages.Clamp(asked, plans.Count);
        var kind = filters.Count == 0 ? "" : $" ({string.Join(", ", filters)})";
        var summary = $"{Describe.Count(plans.Count, "plan")}{kind} {Pages.Caption(page, plans.Count)}".TrimEnd();
        var items = Pages.Of(plans, page).Select(item => new Item(
            $"{Describe.Name(item.At, servers)}/{item.Plan.Name}",
            Standing.Outcome(item.Plan).Tone,
            Describe.Plan(item.Plan))
        {
            Button = new Button("Open", CommandLine.Of("plan", item.Plan.Id)),
        });
        var unread = Describe.Unread(readings).ToList();
        return new Card(
            "Plans",
            Standing.Worst(plans.Select(item => Standing.Outcome(item.Plan).Tone).Concat(unread.Select(_ => Tone.Unknown))),
            [.. unread, new Paragraph(summary), new Items([.. items]), Describe.Age(readings)])
        {
            Summary = unread.Count == 0 ? $"{summary}{Describe.Attention(plans.Select(item => Standing.Outcome(item.Plan).Tone))}." : $"{summary}; some servers could not be read.",
            Actions = [.. Pages.Buttons(CommandLine.Of(line), page, plans.Count)],
        };
    }
}
