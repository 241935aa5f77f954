using System.Globalization;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>The common parts of a definition as a form, filled with the baseline. What has no legend is asked for as the number it is.</summary>
internal static class PlanForm
{
    private static readonly Choice Yes = new("yes", "Yes");
    private static readonly Choice No = new("no", "No");

    public static FormReply Of(PlanAt plan, Baseline baseline, IReadOnlyDictionary<string, string> errors)
    {
        var now = Definition.Read(baseline.Body);
        var parts = now["schedule"]!["options"]!.AsArray();
        var retention = now["schedule"]!["retention"]!;
        var compression = now["compressionSettings"]!;
        List<Field> fields =
        [
            new TextField("name", "Name") { Value = Definition.Text(now, "name"), MaxLength = 500 },
            Switch("active", "Active", Definition.Is(now, "isActive")),
        ];
        for (var part = 0; part < Math.Min(2, parts.Count); part++)
        {
            var suffix = part == 0 ? "" : "-2";
            var type = $"schedule part {part + 1}, type {parts[part]!["type"]}, frequency {parts[part]!["frequency"]}";
            fields.Add(new TextField($"days{suffix}", $"Days ({type})") { Value = Days(parts[part]!), MaxLength = 200, Hint = "Numbers as the service has them: 1,2,3" });
            fields.Add(new TextField($"at{suffix}", $"Times of day ({type})") { Value = Times(parts[part]!), MaxLength = 500, Hint = "For example 17:25,21:00" });
        }

        fields.AddRange(
        [
            Switch("all-repositories", "Include all repositories", Definition.Is(now, "includeAllRepositories")),
            new ToggleField(PlanEdits.CurrentRepositories, "Take over the chosen repositories that the service shows now"),
            Switch("metadata", "Include metadata", Definition.Is(now, "includeMetadata")),
            new TextField("storage", "Storage id") { Value = Definition.Text(now, "storageId"), MaxLength = 200 },
            new TextField("worker", "Worker id") { Value = Definition.Text(now, "workerId"), MaxLength = 200 },
            new TextField("retention-rule", "Retention rule (number)") { Value = Number(retention["rule"]), MaxLength = 20 },
            new TextField("retention-options", "Retention options (JSON)") { Value = retention["options"]?.ToJsonString() ?? "null" },
            new TextField("codec", "Compression codec (number)") { Value = Number(compression["codec"]), MaxLength = 20 },
            new TextField("level", "Compression level (number)") { Value = Number(compression["level"]), MaxLength = 20 },
            new TextField(PlanEdits.Json, "Anything else (JSON)") { Multiline = true, MaxLength = Definition.MostCharacters, Hint = "Laid over the rest: {\"schedule\":{\"delay\":5}}" },
        ]);
        return new FormReply("Modify plan", fields, ["--plan", plan.Plan.Id, "--preview"])
        {
            Intro = [new Paragraph(Text.Of($"{plan.Path}, from its baseline {baseline.Words} of ", new Time(baseline.At), "."))],
            Errors = errors,
        };
    }

    private static ChoiceField Switch(string name, string label, bool on) => new(name, label) { Choices = [Yes, No], Selected = [on ? Yes : No] };

    private static string Days(JsonNode part) => string.Join(',', part["days"]!.AsArray().Select(Number));

    private static string Times(JsonNode part) => string.Join(',', part["startAt"]!.AsArray().Select(time =>
        string.Create(CultureInfo.InvariantCulture, $"{time!["hour"]!.GetValue<int>():00}:{time["minute"]!.GetValue<int>():00}")));

    private static string Number(JsonNode? number) => number!.ToJsonString();
}
