using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>Everything, servers, organizations and plans for a form's field: value is what a person would type to mean it.</summary>
internal sealed class ScopeChoices(ServerReader reader, IManagementServices services) : IChoiceSource
{
    public const string SourceName = "scopes";

    public static Choice Everything { get; } = new("all", "Everything");

    public string Name => SourceName;

    public async Task<IReadOnlyList<Choice>> FindAsync(string about, string query, int limit, CancellationToken cancellationToken)
    {
        var organizations = Names.Organizations(await reader.ReadAllAsync(cancellationToken)).OrderBy(at => at.Path, StringComparer.OrdinalIgnoreCase).ToList();
        return
        [
            .. services.All.Select(service => new Choice(CommandLine.Of("server", service.Name), $"Server {service.Name}"))
                .Prepend(Everything)
                .Concat(organizations.Select(at => new Choice(CommandLine.Of("org", at.Organization.Id), $"Organization {Describe.Name(at, services.All.Count)}")))
                .Concat(organizations.SelectMany(at => at.Organization.Plans.Select(plan =>
                    new Choice(CommandLine.Of("plan", plan.Id), $"Plan {Describe.Name(at, services.All.Count)}/{plan.Name}"))))
                .Where(choice => choice.Label.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase))
                .Take(limit),
        ];
    }
}
