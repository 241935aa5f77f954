using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>
/// Names every key that gives people a server which is not configured: a misspelt name would hide a server from those who need it, and
/// what is no list would be dropped and hide none. Read from the configuration itself, so that it is told beside what else is wrong there.
/// </summary>
internal sealed class SightValidation(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    private const string People = $"{AccessOptions.Section}:{nameof(AccessOptions.People)}";
    private const string Default = $"{AccessOptions.Section}:{nameof(AccessOptions.DefaultServers)}";
    private const string Configured = $"{XoperoOptions.Section}:{nameof(XoperoOptions.Servers)}";

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var known = configuration.GetSection(Configured).GetChildren()
            .Select(server => server[nameof(XoperoServerOptions.Name)] ?? new XoperoServerOptions().Name)
            .Append(Sight.Every)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = configuration.GetSection(People).GetChildren().Select(person => person.GetSection(nameof(PersonOptions.Servers))).Prepend(configuration.GetSection(Default));
        var wrong = lists.SelectMany(list => Wrong(list, known)).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(IConfigurationSection list, HashSet<string> known) => list.Value is { Length: > 0 }
        ? [$"{list.Path} is a list: {list.Path}:0 holds the first name."]
        : list.GetChildren().Where(server => !known.Contains(server.Value ?? "")).Select(server => $"{server.Path} is no Name under {Configured}.");
}
