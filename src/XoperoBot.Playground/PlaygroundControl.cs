namespace XoperoBot.Playground;

/// <summary>
/// What the page's side panel can make happen outside the chat, for example in a simulated service. Register one as a singleton;
/// without it there is no panel.
/// </summary>
public sealed class PlaygroundControl(IReadOnlyList<PlaygroundControl.Action> actions)
{
    /// <summary>In the order shown; actions of one group stand together.</summary>
    public IReadOnlyList<Action> Actions { get; } = actions;

    /// <summary>Runs one action and says in one sentence what happened; null when there is no such action or an argument is no choice.</summary>
    public async Task<string?> RunAsync(string id, IReadOnlyDictionary<string, string> arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var action = Actions.FirstOrDefault(candidate => string.Equals(candidate.Id, id, StringComparison.Ordinal));
        if (action is null)
        {
            return null;
        }

        foreach (var parameter in action.Parameters)
        {
            var choices = await parameter.Choices(cancellationToken);
            if (!arguments.TryGetValue(parameter.Name, out var value)
                || !choices.Any(choice => string.Equals(choice.Value, value, StringComparison.Ordinal)))
            {
                return null;
            }
        }

        return await action.RunAsync(arguments, cancellationToken);
    }

    /// <summary>One button of the panel.</summary>
    /// <param name="Id">Unique; letters, digits and dashes.</param>
    /// <param name="Label">On the button: a verb and a thing.</param>
    /// <param name="Group">The heading it stands under.</param>
    /// <param name="Description">One sentence about what will happen; may be empty.</param>
    /// <param name="RunAsync">Parameter name to chosen value; answers with one sentence.</param>
    public sealed record Action(
        string Id,
        string Label,
        string Group,
        string Description,
        Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<string>> RunAsync)
    {
        public IReadOnlyList<Parameter> Parameters { get; init; } = [];
    }

    /// <param name="Name">Letters, digits and dashes.</param>
    /// <param name="Label">What is chosen.</param>
    /// <param name="Choices">Asked whenever the panel is shown and again before the action runs.</param>
    public sealed record Parameter(string Name, string Label, Func<CancellationToken, ValueTask<IReadOnlyList<Option>>> Choices);

    /// <param name="Value">What the action gets.</param>
    /// <param name="Label">Shown; literal.</param>
    public sealed record Option(string Value, string Label);
}
