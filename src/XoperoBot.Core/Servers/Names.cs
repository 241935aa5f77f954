using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>An organization and the server that it is on.</summary>
public sealed record OrganizationAt(IManagementService Service, Organization Organization)
{
    /// <summary>What a person types to mean exactly this one, unless two on one server share a name.</summary>
    public string Path => $"{Service.Name}/{Organization.Name}";
}

/// <summary>A plan, the organization it is listed in, and the server.</summary>
public sealed record PlanAt(OrganizationAt At, Plan Plan)
{
    public string Path => $"{At.Path}/{Plan.Name}";
}

/// <summary>Finds what a person means by a name: without case, with or without the server, or by id.</summary>
public sealed class Names(ServerReader reader)
{
    /// <summary>Finds one organization, or says what to answer instead.</summary>
    /// <param name="sight">What exists for whoever asks.</param>
    /// <param name="typed">Name, <c>server/name</c>, or id.</param>
    /// <param name="line">The command line that a choice would make.</param>
    /// <param name="cancellationToken">The turn's.</param>
    public async Task<(OrganizationAt? Found, Reply? Instead)> OrganizationAsync(
        Sight sight, string typed, Func<string, string> line, CancellationToken cancellationToken)
    {
        var readings = await reader.ReadAllAsync(sight, cancellationToken);
        var all = Organizations(readings);
        var found = Resolve(all, typed, item => item.Organization.Id, item => [item.Organization.Name, item.Path]);
        return found.Count == 1 && Unread(readings, found[0].Service) is null
            ? (found[0], null)
            : (null, Instead("organization", typed, found, all, item => (item.Organization.Name, item.Path, item.Organization.Id), line, readings));
    }

    /// <summary>Finds one plan: by name, <c>org/plan</c>, <c>server/org/plan</c>, or id.</summary>
    public async Task<(PlanAt? Found, Reply? Instead)> PlanAsync(
        Sight sight, string typed, Func<string, string> line, CancellationToken cancellationToken)
    {
        var readings = await reader.ReadAllAsync(sight, cancellationToken);
        var all = Organizations(readings).SelectMany(at => at.Organization.Plans.Select(plan => new PlanAt(at, plan))).ToList();
        var found = Resolve(
            all, typed, item => item.Plan.Id, item => [item.Plan.Name, $"{item.At.Organization.Name}/{item.Plan.Name}", item.Path]);
        return found.Count == 1 && Unread(readings, found[0].At.Service) is null
            ? (found[0], null)
            : (null, Instead("plan", typed, found, all, item => (item.Plan.Name, item.Path, item.Plan.Id), line, readings));
    }

    /// <summary>Every organization of every reading.</summary>
    public static IReadOnlyList<OrganizationAt> Organizations(IEnumerable<Reading> readings) =>
        [.. readings.SelectMany(reading => reading.Organizations.Select(item => new OrganizationAt(reading.Service, item)))];

    // An id means exactly one thing, so it goes before names.
    private static List<T> Resolve<T>(IReadOnlyList<T> all, string typed, Func<T, string> id, Func<T, IEnumerable<string>> names)
    {
        var byId = all.Where(item => Same(id(item), typed)).ToList();
        return byId.Count > 0 ? byId : [.. all.Where(item => names(item).Any(name => Same(name, typed)))];
    }

    private static Reply Instead<T>(
        string kind,
        string typed,
        List<T> found,
        IReadOnlyList<T> all,
        Func<T, (string Name, string Path, string Id)> named,
        Func<string, string> line,
        IReadOnlyList<Reading> readings)
    {
        if (found.Count > 1)
        {
            var names = found.Select(named).ToList();
            var paths = names.GroupBy(name => name.Path, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Count(), StringComparer.OrdinalIgnoreCase);
            return new AmbiguousReply(kind, typed, [.. names.Select(name =>
                paths[name.Path] == 1 ? new Choice(line(name.Path), name.Path) : new Choice(line(name.Id), $"{name.Path} ({name.Id})"))]);
        }

        if (readings.Where(reading => reading.Fault is not null).ToList() is { Count: > 0 } unread)
        {
            var sentence = string.Join(' ', unread.Select(reading => reading.Fault!.Message));
            return found.Count == 1 || all.Count == 0
                ? new RefusedReply(sentence)
                : NotFound(kind, typed, all, named, line) with { Doubt = $"It may be on a server that could not be read. {sentence}" };
        }

        return NotFound(kind, typed, all, named, line);
    }

    private static NotFoundReply NotFound<T>(
        string kind, string typed, IReadOnlyList<T> all, Func<T, (string Name, string Path, string Id)> named, Func<string, string> line)
    {
        var names = all.Select(named).ToList();
        var near = Nearest.To(typed, names.SelectMany(name => new[] { name.Name, name.Path }))
            .SelectMany(text => names.Where(name => Same(name.Name, text) || Same(name.Path, text)))
            .Select(name => name.Path)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(3);
        return new NotFoundReply(kind, typed, [.. near.Select(path => new Choice(line(path), path))]);
    }

    private static Reading? Unread(IEnumerable<Reading> readings, IManagementService service) =>
        readings.FirstOrDefault(reading => reading.Service == service && reading.Fault is not null);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
