using System.Globalization;
using Dapper;
using XoperoBot.Core.Access;

namespace XoperoBot.Core.Watch;

/// <summary>What some scopes cover together of what somebody sees, as a condition of a statement.</summary>
internal sealed class ScopeSql(IReadOnlyList<Scope> scopes, Sight sight)
{
    private readonly bool _all = scopes.Count == 0 || scopes.Any(scope => scope.Server.Length == 0);

    /// <summary>Plans in the scopes.</summary>
    /// <param name="organization">Column of the organization's id.</param>
    /// <param name="plan">Column of the plan's id.</param>
    public string Plans(string organization, string plan) => Either(scopes, scope => (organization, scope.Plan.Length > 0 ? plan : null));

    /// <summary>Whole organizations in the scopes: those of which only plans are meant are none.</summary>
    public string Organizations(string organization) => Either([.. scopes.Where(scope => scope.Plan.Length == 0)], _ => (organization, null));

    public DynamicParameters Parameters(object others)
    {
        var parameters = SightSql.Parameters(sight, others);
        foreach (var (at, scope) in scopes.Index())
        {
            parameters.Add(Name("server", at), scope.Server);
            parameters.Add(Name("organization", at), scope.Organization);
            parameters.Add(Name("plan", at), scope.Plan);
        }

        return parameters;
    }

    private string Either(IReadOnlyList<Scope> wanted, Func<Scope, (string Organization, string? Plan)> columns)
    {
        var seen = SightSql.Where(sight, "server");
        if (_all)
        {
            return seen;
        }

        var parts = wanted.Select(scope =>
        {
            var at = scopes.Index().First(one => one.Item == scope).Index;
            var (organization, plan) = columns(scope);
            return $"(server = @{Name("server", at)}"
                + (scope.Organization.Length > 0 ? $" AND {organization} = @{Name("organization", at)}" : "")
                + (plan is null ? ")" : $" AND {plan} = @{Name("plan", at)})");
        }).ToList();
        return parts.Count == 0 ? "1 = 0" : $"({string.Join(" OR ", parts)}) AND {seen}";
    }

    private static string Name(string what, int at) => string.Create(CultureInfo.InvariantCulture, $"{what}{at}");
}
