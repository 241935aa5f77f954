using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Watch;

/// <summary>Everything, servers, organizations and plans for a form's field: value is what a person would type to mean it.</summary>
internal sealed class ScopeChoices(ServerReader reader) : IChoiceSource
{
    public const string SourceName = "scopes";

    public static Choice Everything { get; } = new("all", "Everything");

    public string Name => SourceName;

    public async Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken)
    {
        var readings = await reader.ReadAllAsync(sight, cancellationToken);
        var organizations = Names.Organizations(readings).OrderBy(at => at.Path, StringComparer.OrdinalIgnoreCase).ToList();
        return
        [
            .. readings.Select(reading => new Choice(CommandLine.Of("server", reading.Server), $"Server {reading.Server}"))
                .Prepend(Everything)
                .Concat(organizations.Select(at => new Choice(CommandLine.Of("org", at.Organization.Id), $"Organization {Describe.Name(at, readings.Count)}")))
                .Concat(organizations.SelectMany(at => at.Organization.Plans.Select(plan =>
                    new Choice(CommandLine.Of("plan", plan.Id), $"Plan {Describe.Name(at, readings.Count)}/{plan.Name}"))))
                .Where(choice => choice.Label.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase))
                .Take(limit),
        ];
    }
}
