using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>A scope and what people call it.</summary>
internal sealed record NamedScope(Scope Scope, string Name);

/// <summary>Finds what a person wants to hear of, or nothing of: everything, a server, an organization, a plan, or an incident.</summary>
internal sealed class ScopeNames(Names names, IManagementServices services, IncidentStore incidents)
{
    private static readonly string[] Kinds = ["server", "org", "organization", "plan", "incident"];

    /// <summary>Nothing, or the word for everything, stands where something could be named.</summary>
    public static bool IsEverything(IReadOnlyList<Token> words) => words.Count == 0 || (words.Count == 1 && (words[0].Is("all") || words[0].Is("everything")));

    /// <summary>
    /// The scope, or what to answer instead. For somebody who does not see every server, everything is each server that they see: more
    /// than one scope then, or none.
    /// </summary>
    /// <param name="sight">What exists for whoever asks.</param>
    /// <param name="words">As typed; a first word "server", "org", "plan" or "incident" says which is meant.</param>
    /// <param name="line">The command line that a choice would make.</param>
    /// <param name="cancellationToken">The turn's.</param>
    public async Task<(IReadOnlyList<NamedScope> Scopes, Reply? Instead)> FindAsync(
        Sight sight, IReadOnlyList<Token> words, Func<string, string> line, CancellationToken cancellationToken)
    {
        if (IsEverything(words))
        {
            return Everything(sight);
        }

        var kind = words.Count > 1 ? Kinds.FirstOrDefault(words[0].Is) : null;
        var typed = string.Join(' ', words.Skip(kind is null ? 0 : 1).Select(word => word.Value));
        if (kind is null or "incident" && await IncidentAsync(sight, typed, cancellationToken) is { } incident)
        {
            return One(new Scope(Incident: incident.Id), incident.Id);
        }

        var servers = services.SeenBy(sight).Select(service => service.Name).ToList();
        if (kind is null or "server" && servers.Find(name => string.Equals(name, typed, StringComparison.OrdinalIgnoreCase)) is { } server)
        {
            return One(new Scope(server), server);
        }

        return kind is "incident" or "server"
            ? ([], new NotFoundReply(kind, typed, [.. kind == "server" ? Nearest.To(typed, servers).Select(name => new Choice(line(name), name)) : []]))
            : await NamedAsync(sight, kind, typed, line, cancellationToken);
    }

    private (IReadOnlyList<NamedScope>, Reply?) Everything(Sight sight)
    {
        if (sight.IsAll)
        {
            return One(Scope.All, "everything");
        }

        var each = services.SeenBy(sight).Select(service => new NamedScope(new Scope(service.Name), service.Name)).ToList();
        return each.Count > 0 ? (each, null) : ([], new RefusedReply("There is no server that you may see."));
    }

    private async Task<(IReadOnlyList<NamedScope>, Reply?)> NamedAsync(Sight sight, string? kind, string typed, Func<string, string> line, CancellationToken cancellationToken)
    {
        Reply? instead = null;
        if (kind != "plan")
        {
            var (organization, otherwise) = await names.OrganizationAsync(sight, typed, line, cancellationToken);
            if (organization is not null)
            {
                return One(new Scope(organization.Service.Name, organization.Organization.Id), organization.Path);
            }

            instead = otherwise;
            if (kind is not null || otherwise is not NotFoundReply)
            {
                return ([], instead);
            }
        }

        var (plan, nor) = await names.PlanAsync(sight, typed, line, cancellationToken);
        if (plan is not null)
        {
            return One(new Scope(plan.At.Service.Name, plan.At.Organization.Id, plan.Plan.Id), plan.Path);
        }

        return ([], nor is NotFoundReply missing && instead is NotFoundReply first
            ? missing with { Kind = "server, organization, plan or incident", Near = [.. first.Near, .. missing.Near] }
            : nor);
    }

    private async Task<Incident?> IncidentAsync(Sight sight, string typed, CancellationToken cancellationToken) =>
        typed.StartsWith("I-", StringComparison.OrdinalIgnoreCase) ? await incidents.FindAsync(typed, sight, 0, cancellationToken) : null;

    private static (IReadOnlyList<NamedScope>, Reply?) One(Scope scope, string name) => ([new NamedScope(scope, name)], null);
}
