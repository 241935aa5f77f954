using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>Slack's state of inputs as field values. Any part of it may be null: what is sent in need not be what was drawn.</summary>
internal static class FormValues
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(InteractionState? state)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (block, actions) in state?.Values ?? new Dictionary<string, IReadOnlyDictionary<string, InputState>>(StringComparer.Ordinal))
        {
            if (block.StartsWith(ActionIds.Field, StringComparison.Ordinal) && actions?.Values.FirstOrDefault() is { } input)
            {
                values[block[ActionIds.Field.Length..]] = [.. Values(input)];
            }
        }

        return values;
    }

    private static IEnumerable<string> Values(InputState input) => input.Type switch
    {
        "checkboxes" => [input.SelectedOptions is { Count: > 0 } ? "true" : "false"],
        "multi_static_select" or "multi_external_select" => (input.SelectedOptions ?? []).Select(option => option?.Value).OfType<string>(),
        _ => new[] { input.Value ?? input.SelectedOption?.Value ?? input.SelectedDate ?? input.SelectedTime }
            .OfType<string>()
            .Where(value => value.Length > 0),
    };
}
