using XoperoBot.Core.Chat;

namespace XoperoBot.Playground;

/// <summary>Between a form and what was filled in.</summary>
internal sealed class FormFiller(IInbox inbox)
{
    /// <summary>Field name to values, as <see cref="Submitted.Values"/> wants them.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(
        Form form, Submission submission, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            values[field.Name] = field switch
            {
                ToggleField => [submission.All($"f-{field.Name}").Count > 0 ? "true" : "false"],
                ChoiceField { Lookup: { } source } => await ReadLookupAsync(field, source, submission, cancellationToken),
                _ => submission.All($"f-{field.Name}"),
            };
        }

        return values;
    }

    /// <summary>The form as the person left it, with what is wrong.</summary>
    public static Form Fill(
        Form form,
        Submission submission,
        IReadOnlyDictionary<string, IReadOnlyList<string>> values,
        IReadOnlyDictionary<string, string> errors) => form with
        {
            Errors = errors,
            Fields = [.. form.Fields.Select(field => Fill(field, submission, values.GetValueOrDefault(field.Name) ?? []))],
        };

    private static Field Fill(Field field, Submission submission, IReadOnlyList<string> values) => field switch
    {
        TextField text => text with { Value = values.Count > 0 ? values[0] : null },
        DateField date => date with { Value = values.Count > 0 ? values[0] : null },
        TimeField time => time with { Value = values.Count > 0 ? values[0] : null },
        ToggleField toggle => toggle with { On = values is ["true"] },
        ChoiceField choice => choice with { Selected = [.. values.Select((value, at) => new Choice(value, LabelOf(choice, submission, value, at)))] },
        _ => field,
    };

    private static string LabelOf(ChoiceField field, Submission submission, string value, int at)
    {
        var known = field.Choices.Concat(field.Selected).FirstOrDefault(choice => string.Equals(choice.Value, value, StringComparison.Ordinal));
        var labels = submission.All($"l-{field.Name}");
        return known?.Label ?? (at < labels.Count ? labels[at] : value);
    }

    /// <summary>Without the script nothing was picked from the list: what was typed counts if it names exactly one thing.</summary>
    private async Task<IReadOnlyList<string>> ReadLookupAsync(
        Field field, string source, Submission submission, CancellationToken cancellationToken)
    {
        var picked = submission.All($"f-{field.Name}");
        var typed = submission[$"q-{field.Name}"].Trim();
        if (picked.Count > 0 || typed.Length == 0)
        {
            return picked;
        }

        var found = await inbox.LookupAsync(submission.Actor, source, typed, limit: 10, cancellationToken);
        var exact = found.Where(choice => string.Equals(choice.Label, typed, StringComparison.OrdinalIgnoreCase)).ToList();
        return (exact.Count == 1 ? exact : found) is [var only] ? [only.Value] : [typed];
    }
}
