using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Plans;

/// <summary>One plan, joined from what three calls know: outcome, assignment, names of repositories.</summary>
internal sealed class PlanCommand(Names names, ServerReader reader, IOptions<ServerOptions> options, TimeProvider time) : ICommand
{
    private const int MostNamed = 15;

    public CommandInfo Info { get; } = new("plan", "plan <plan>", "Shows one plan: last outcome, running or not, and its repositories.")
    {
        Examples = ["plan nightly", "plan acme/nightly"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var typed = call.Arguments.Text;
        if (typed.Length == 0)
        {
            return new UsageReply("Which plan?");
        }

        var (found, instead) = await names.PlanAsync(call.Person.Sight, typed, name => CommandLine.Of("plan", name), cancellationToken);
        return found is null ? instead! : new CardReply(await CardOfAsync(found, cancellationToken));
    }

    private async Task<Card> CardOfAsync(PlanAt found, CancellationToken cancellationToken)
    {
        var plan = found.Plan;
        var (tone, word) = Standing.Outcome(plan);
        var facts = new Facts(
        [
            new Fact("Last run", plan.LastStatus is null ? word : $"{word}: {Standing.Counters(plan.LastStatus)}", tone),
            new Fact("Finished", Standing.When(plan.FinishedAt)),
            new Fact("Running now", plan.IsRunning switch { true => "yes", false => "no", null => "unknown" }, plan.IsRunning == true ? Tone.Running : Tone.Neutral),
            new Fact("Repositories", plan.RepoCount is { } count ? Describe.Count(count, "repository", "repositories") : "unknown"),
            new Fact("Metadata", plan.IncludeMetadata switch { true => "included", false => "not included", null => "unknown" }),
            new Fact("Organization", found.At.Organization.Name),
            new Fact("Server", found.At.Service.Name),
        ]);
        return new Card(
            plan.Name,
            tone,
            [facts, .. await RepositoriesAsync(found, cancellationToken), Describe.Age(reader.Last(found.At.Service.Name) is { } reading ? [reading] : [])])
        {
            Summary = $"Plan {plan.Name} of {found.At.Organization.Name}: {Describe.Plan(plan)}.",
            Actions =
            [
                new Button("Refresh", CommandLine.Of("plan", plan.Id)) { InPlace = true },
                new Button("Organization", CommandLine.Of("org", found.At.Path)),
                .. Describe.Console(found.At.Service),
            ],
        };
    }

    private async Task<IReadOnlyList<Element>> RepositoriesAsync(PlanAt found, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (await AssignedAsync(found, either.Token) is not { } assigned)
            {
                return [new Notice(Tone.Unknown, "The service does not list this plan among those with repositories assigned.")];
            }

            if (assigned.IncludeAllRepositories == true)
            {
                return [new Paragraph("Takes every repository of the organization, new ones too.")];
            }

            return [new Heading(Describe.Count(assigned.RepositoryIds.Count, "repository assigned", "repositories assigned")),
                .. await NamedAsync(found.At, assigned.RepositoryIds, either.Token)];
        }
        catch (XoperoException fault)
        {
            return [new Notice(Tone.Unknown, $"Its repositories are unknown. {fault.Message}")];
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return [new Notice(Tone.Unknown, $"Its repositories are unknown. {ServerReader.Late(found.At.Service, options.Value.Patience).Message}")];
        }
    }

    private static async Task<AssignedPlan?> AssignedAsync(PlanAt found, CancellationToken cancellationToken)
    {
        await foreach (var plan in found.At.Service.ListAssignedPlansAsync(found.At.Organization.Id, cancellationToken))
        {
            if (string.Equals(plan.Id, found.Plan.Id, StringComparison.OrdinalIgnoreCase))
            {
                return plan;
            }
        }

        return null;
    }

    // Reads no further than the last name that is shown.
    private static async Task<IReadOnlyList<Element>> NamedAsync(OrganizationAt at, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = new List<Item>();
        await foreach (var repository in at.Service.ListRepositoriesAsync(at.Organization.Id, new RepositoryQuery(), cancellationToken))
        {
            if (wanted.Remove(repository.Id))
            {
                named.Add(new Item(repository.Name, RepositoryStanding.ToneOf(repository), RepositoryStanding.Line(repository)));
            }

            if (wanted.Count == 0 || named.Count == MostNamed)
            {
                break;
            }
        }

        var elements = new List<Element> { new Items(named) };
        if (named.Count == MostNamed && wanted.Count > 0)
        {
            elements.Add(new Paragraph($"and {wanted.Count} more"));
        }
        else if (wanted.Count > 0)
        {
            elements.Add(new Notice(Tone.Unknown, $"{Describe.Count(wanted.Count, "assigned repository is", "assigned repositories are")} not in the organization's list: {string.Join(", ", wanted.Take(5))}."));
        }

        return elements;
    }
}
