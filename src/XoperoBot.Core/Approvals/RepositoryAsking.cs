using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Approvals;

/// <summary>What the commands on repositories share: words or forms in, one order out.</summary>
internal sealed class RepositoryAsking(Names names, RepositoryFinder finder, Asking asking, Operations operations, IOptions<ApprovalsOptions> options)
{
    public static IReadOnlyList<Option> Options { get; } =
    [
        new("org", "The organization: name, server/name or id."),
        new("repo", "A repository: name, org/name or id. May be given several times."),
        .. Asking.Options,
    ];

    public async Task<Reply> RunAsync(Call call, AskedWords asked, CancellationToken cancellationToken)
    {
        OrganizationAt? within = null;
        if (call.Arguments.Value("org") is { } org)
        {
            (within, var instead) = await names.OrganizationAsync(call.Person.Sight, org, name => asked.Line(call, name, repositories: null, plan: null), cancellationToken);
            if (within is null)
            {
                return instead!;
            }
        }

        if (asked.Repositories.Count == 0)
        {
            return within is null ? AskOrganization(asked, call) : AskRepositories(asked, within, call);
        }

        if (asked.Repositories.Count > options.Value.MostRepositories)
        {
            return new RefusedReply($"One request may name {options.Value.MostRepositories} repositories; these are {asked.Repositories.Count}. Ask in several requests.");
        }

        var (found, otherwise) = await finder.FindAsync(call.Person.Sight, asked.Repositories, within, (name, choice) => asked.Line(call, within?.Organization.Id, asked.With(name, choice), asked.Plan), cancellationToken);
        if (otherwise is not null)
        {
            return otherwise;
        }

        if (asked.Single && found.Count > 1)
        {
            return new UsageReply("One repository at a time, please: each is approved by itself.");
        }

        var at = found[0].At;
        if (found.Any(one => one.At != at))
        {
            return new UsageReply($"These repositories are in several organizations ({string.Join(", ", found.Select(one => one.At.Path).Distinct(StringComparer.Ordinal))}). Ask for each organization by itself.");
        }

        return await AskAsync(call, asked, at, [.. found.Select(one => new Target(one.Repository.Id, one.Repository.Name))], cancellationToken);
    }

    private async Task<Reply> AskAsync(Call call, AskedWords asked, OrganizationAt at, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        Target? plan = null;
        if (asked.PlanWord is not null)
        {
            if (asked.Plan is not { } typed)
            {
                return AskPlan(asked, at, targets, call);
            }

            (plan, var instead) = await PlanAsync(call, asked, at, typed, targets, cancellationToken);
            if (plan is null)
            {
                return instead!;
            }
        }

        var order = new Order
        {
            Operation = asked.Operation,
            Server = at.Service.Name,
            OrganizationId = at.Organization.Id,
            OrganizationName = at.Organization.Name,
            Targets = targets,
            Plan = plan,
            WithData = asked.WithData,
        };
        return await asking.AskAsync(call, operations.Find(asked.Operation), order, cancellationToken);
    }

    // A plan of the repositories' own organization is meant first; any other is named by mistake.
    private async Task<(Target? Plan, Reply? Instead)> PlanAsync(
        Call call, AskedWords asked, OrganizationAt at, string typed, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        var here = at.Organization.Plans.Where(plan => Same(plan.Id, typed)).ToList();
        here = here.Count > 0 ? here : [.. at.Organization.Plans.Where(plan => Same(plan.Name, typed))];
        if (here.Count == 1)
        {
            return (new Target(here[0].Id, here[0].Name), null);
        }

        var ids = targets.Select(target => target.Id).ToList();
        if (here.Count > 1)
        {
            return (null, new AmbiguousReply("plan", typed, [.. here.Select(plan => new Choice(asked.Line(call, at.Organization.Id, ids, plan.Id), $"{at.Path}/{plan.Name} ({plan.Id})"))]));
        }

        var (found, instead) = await names.PlanAsync(call.Person.Sight, typed, name => asked.Line(call, at.Organization.Id, ids, name), cancellationToken);
        return found is null ? (null, instead)
            : Same(found.At.Organization.Id, at.Organization.Id) ? (new Target(found.Plan.Id, found.Plan.Name), null)
            : (null, new UsageReply($"The plan {found.Path} is not in {at.Path}, where the repositories are."));
    }

    private static FormReply AskOrganization(AskedWords asked, Call call) => new(
        asked.Title,
        [new ChoiceField("org", "Organization") { Required = true, Lookup = OrganizationChoices.SourceName }],
        asked.Known(call, org: null, [], asked.Plan));

    private static FormReply AskRepositories(AskedWords asked, OrganizationAt at, Call call)
    {
        var id = at.Organization.Id;
        var fields = new List<Field>
        {
            new ChoiceField("repo", asked.Single ? "Repository" : "Repositories") { Required = true, Many = !asked.Single, Lookup = $"{RepositoryChoices.SourceName}:{id}" },
        };
        if (asked.PlanWord is not null && asked.Plan is null)
        {
            fields.Add(new ChoiceField("plan", "Plan") { Required = true, Lookup = $"{PlanChoices.SourceName}:{id}" });
        }

        if (asked.DataSwitch && !asked.WithData)
        {
            fields.Add(new ToggleField("with-data", "Delete the backup data too"));
        }

        return new FormReply(asked.Title, fields, [.. asked.Known(call, id, [], asked.Plan), "--preview"]) { Intro = [new Paragraph($"In {at.Path}")] };
    }

    private static FormReply AskPlan(AskedWords asked, OrganizationAt at, IReadOnlyList<Target> targets, Call call) => new(
        asked.Title,
        [new ChoiceField("plan", "Plan") { Required = true, Lookup = $"{PlanChoices.SourceName}:{at.Organization.Id}" }],
        [.. asked.Known(call, at.Organization.Id, [.. targets.Select(target => target.Id)], plan: null), "--preview"]);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the words of a command on repositories mean, before anything is looked up.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Title">Of its forms.</param>
/// <param name="Repositories">As typed.</param>
internal sealed record AskedWords(string Operation, string Title, IReadOnlyList<string> Repositories)
{
    /// <summary>The word before the plan; null where no plan takes part.</summary>
    public string? PlanWord { get; init; }

    public string? Plan { get; init; }

    /// <summary>One repository at a time.</summary>
    public bool Single { get; init; }

    /// <summary>The operation can delete backup data.</summary>
    public bool DataSwitch { get; init; }

    public bool WithData { get; init; }

    /// <summary>Reads <c>repo repo to plan --repo repo --plan plan</c>.</summary>
    public static AskedWords Read(Call call, string operation, string title, string? planWord = null)
    {
        var words = call.Arguments.Words.ToList();
        var split = planWord is null ? -1 : words.FindLastIndex(word => word.Is(planWord));
        var before = split < 0 ? words : words.Take(split);
        var plan = split < 0 ? "" : string.Join(' ', words.Skip(split + 1).Select(word => word.Value));
        return new AskedWords(operation, title, [.. before.Select(word => word.Value), .. call.Arguments.Values("repo")])
        {
            PlanWord = planWord,
            Plan = plan.Length > 0 ? plan : call.Arguments.Value("plan"),
        };
    }

    /// <summary>The repositories with one of them named otherwise.</summary>
    public IReadOnlyList<string> With(string name, string choice) => [.. Repositories.Select(one => one == name ? choice : one)];

    /// <summary>The words after the command's own that say the same, with what is known better.</summary>
    public IReadOnlyList<string> Known(Call call, string? org, IReadOnlyList<string> repositories, string? plan)
    {
        var words = new List<string>();
        AddIf("--org", org);
        foreach (var repository in repositories)
        {
            AddIf("--repo", repository);
        }

        AddIf("--plan", plan);
        AddIf("--reason", call.Arguments.Value("reason"));
        AddIf("--confirm", call.Arguments.Value("confirm"));
        words.AddRange(WithData ? ["--with-data"] : []);
        words.AddRange(call.Arguments.Has("dry-run") ? ["--dry-run"] : []);
        return words;

        void AddIf(string option, string? value)
        {
            if (value is not null)
            {
                words.AddRange([option, value]);
            }
        }
    }

    /// <summary>The command line of a choice; what is null stays as it was typed.</summary>
    public string Line(Call call, string? org, IReadOnlyList<string>? repositories, string? plan) =>
        CommandLine.Of([Operation, .. Known(call, org ?? call.Arguments.Value("org"), repositories ?? Repositories, plan ?? Plan)]);
}
