using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using XoperoBot.Tests.Architecture;

namespace XoperoBot.Tests.Configuration;

/// <summary>Nobody should have to read the source to know what can be configured.</summary>
public sealed class KeysTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };
    private static readonly string Settings = SourceTree.Read("appsettings.json");
    private static readonly string Guide = SourceTree.Read("docs/configuration.md");

    public static TheoryData<Type> Sections => [.. Types];

    private static IEnumerable<Type> Types => Assemblies.SelectMany(name => Assembly.Load(name).GetTypes()).Where(type => SectionOf(type) is not null);

    private static string[] Assemblies => ["XoperoBot.Core", "XoperoBot.Xopero", "XoperoBot.Slack", "XoperoBot.Teams", "XoperoBot.Playground", "XoperoBot.Host"];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_key_is_in_the_settings_and_in_the_guide(Type options) => Assert.Empty(Missing(options, Settings, Guide));

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_settings_hold_the_defaults(Type options)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Settings));
        var bound = Activator.CreateInstance(options)!;
        new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(SectionOf(options)!).Bind(bound);

        Assert.Equal(JsonSerializer.Serialize(Activator.CreateInstance(options), options), JsonSerializer.Serialize(bound, options));
    }

    [Fact]
    public void The_settings_and_the_guide_name_no_key_that_does_not_exist()
    {
        var known = Types.SelectMany(Keys).ToHashSet(StringComparer.Ordinal);
        var named = JsonNode.Parse(Settings, documentOptions: WithComments)!.AsObject()
            .Where(section => section.Key != "Logging")
            .SelectMany(section => section.Value!.AsObject().Select(member => $"{section.Key}:{member.Key}"));
        var told = Guide.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.DoesNotContain(named.Concat(told), key => !known.Contains(key));
    }

    [Fact]
    public void A_key_that_is_forgotten_is_found() =>
        Assert.Equal(
            ["Planted:Forgotten is not in appsettings.json", "Planted:Forgotten is not in docs/configuration.md", "Planted:List:n:Deep is not in docs/configuration.md"],
            Missing(typeof(PlantedOptions), """{ "Planted": { "Known": 1, "List": [ /* { "Deep": 1 } */ ] } }""", "| `Planted:Known` | `Planted:List` |").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Missing(Type options, string settings, string guide)
    {
        var members = JsonNode.Parse(settings, documentOptions: WithComments)![SectionOf(options)!] as JsonObject ?? [];
        foreach (var key in Keys(options))
        {
            var parts = key.Split(':');

            // What a list holds is shown as an example in a comment: an entry would be a server, a person, a rule.
            var stands = parts.Length == 2 ? members.ContainsKey(parts[1]) : settings.Contains($"\"{parts[^1]}\":", StringComparison.Ordinal);
            if (!stands)
            {
                yield return $"{key} is not in appsettings.json";
            }

            if (!guide.Contains($"| `{key}` |", StringComparison.Ordinal))
            {
                yield return $"{key} is not in docs/configuration.md";
            }
        }
    }

    private static IEnumerable<string> Keys(Type options) => Keys(options, SectionOf(options)!);

    private static IEnumerable<string> Keys(Type options, string prefix)
    {
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{prefix}:{property.Name}";
            yield return key;
            if (property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IList<>)
                && list.GetGenericArguments()[0] is { IsClass: true } item && item != typeof(string))
            {
                foreach (var inner in Keys(item, $"{key}:n"))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string? SectionOf(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } section
            ? (string?)section.GetRawConstantValue()
            : null;

    private sealed class PlantedOptions
    {
        public const string Section = "Planted";

        public int Known { get; set; } = 1;

        public int Forgotten { get; set; } = 2;

        public IList<Inner> List { get; } = [];

        internal sealed class Inner
        {
            public int Deep { get; set; } = 3;
        }
    }
}
