using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>Finds what a person wants to hear of, or nothing of: everything, a server, an organization, a plan, or an incident.</summary>
internal sealed class ScopeNames(Names names, IManagementServices services, IncidentStore incidents)
{
    private static readonly string[] Kinds = ["server", "org", "organization", "plan", "incident"];

    /// <summary>The scope and what people call it, or what to answer instead.</summary>
    /// <param name="words">As typed; a first word "server", "org", "plan" or "incident" says which is meant.</param>
    /// <param name="line">The command line that a choice would make.</param>
    /// <param name="cancellationToken">The turn's.</param>
    public async Task<(Scope? Scope, string Name, Reply? Instead)> FindAsync(
        IReadOnlyList<Token> words, Func<string, string> line, CancellationToken cancellationToken)
    {
        if (words.Count == 0 || (words.Count == 1 && (words[0].Is("all") || words[0].Is("everything"))))
        {
            return (Scope.All, "everything", null);
        }

        var kind = words.Count > 1 ? Kinds.FirstOrDefault(words[0].Is) : null;
        var typed = string.Join(' ', words.Skip(kind is null ? 0 : 1).Select(word => word.Value));
        if (kind is null or "incident" && await IncidentAsync(typed, cancellationToken) is { } incident)
        {
            return (new Scope(Incident: incident.Id), incident.Id, null);
        }

        if (kind is null or "server" && services.Find(typed) is { } service)
        {
            return (new Scope(service.Name), service.Name, null);
        }

        if (kind is "incident" or "server")
        {
            return (null, "", new NotFoundReply(kind, typed, [.. kind == "server"
                ? Nearest.To(typed, services.All.Select(one => one.Name)).Select(name => new Choice(line(name), name))
                : []]));
        }

        return await NamedAsync(kind, typed, line, cancellationToken);
    }

    private async Task<(Scope?, string, Reply?)> NamedAsync(string? kind, string typed, Func<string, string> line, CancellationToken cancellationToken)
    {
        Reply? instead = null;
        if (kind != "plan")
        {
            var (organization, otherwise) = await names.OrganizationAsync(typed, line, cancellationToken);
            if (organization is not null)
            {
                return (new Scope(organization.Service.Name, organization.Organization.Id), organization.Path, null);
            }

            instead = otherwise;
            if (kind is not null || otherwise is not NotFoundReply)
            {
                return (null, "", instead);
            }
        }

        var (plan, nor) = await names.PlanAsync(typed, line, cancellationToken);
        if (plan is not null)
        {
            return (new Scope(plan.At.Service.Name, plan.At.Organization.Id, plan.Plan.Id), plan.Path, null);
        }

        return (null, "", nor is NotFoundReply missing && instead is NotFoundReply first
            ? missing with { Kind = "server, organization, plan or incident", Near = [.. first.Near, .. missing.Near] }
            : nor);
    }

    private async Task<Incident?> IncidentAsync(string typed, CancellationToken cancellationToken) =>
        typed.StartsWith("I-", StringComparison.OrdinalIgnoreCase) ? await incidents.FindAsync(typed, 0, cancellationToken) : null;
}
