namespace XoperoBot.Tests.Stories;

/// <summary>A message as a person sees it.</summary>
/// <param name="Id">The channel's id.</param>
/// <param name="Text">Every visible text, one line each.</param>
/// <param name="Buttons">Labels of its buttons.</param>
internal sealed record Shown(string Id, string Text, IReadOnlyList<string> Buttons);

/// <summary>
/// A chat product as people use it: the only thing in which the stories differ. Everybody sits in one shared room; people are called
/// by what they may do: viewer, operator, stranger.
/// </summary>
internal abstract class ChatDriver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How the bot is configured for this product and these people.</summary>
    public abstract IEnumerable<KeyValuePair<string, string?>> Settings { get; }

    public abstract void Meet(Uri bot);

    /// <summary>Says it; <paramref name="delivery"/> is the platform's id of the delivery, new when null.</summary>
    public abstract Task SayAsync(string person, string text, string? delivery = null);

    /// <summary>Presses it; <paramref name="delivery"/> is the platform's id of the press, new when null.</summary>
    public abstract Task PressAsync(string person, Shown message, string button, string? delivery = null);

    /// <summary>What the person sees of the bot's, oldest first, as it stands now.</summary>
    public abstract Task<IReadOnlyList<Shown>> LookAsync(string person);

    /// <summary>Writes every message as the product got it, one file each.</summary>
    public abstract Task WriteAsync(string directory);

    public abstract ValueTask DisposeAsync();

    /// <summary>Waits for the one message that has all the texts.</summary>
    public async Task<Shown> SeeAsync(string person, params string[] texts)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var seen = await LookAsync(person);
            if (seen.LastOrDefault(message => texts.All(text => message.Text.Contains(text, StringComparison.Ordinal))) is { } found)
            {
                return found;
            }

            Assert.False(patience.IsCancellationRequested, $"{person} waited for “{string.Join("” and “", texts)}” and saw:\n{string.Join("\n---\n", seen.Select(message => message.Text))}");
            await Task.Delay(30, CancellationToken.None);
        }
    }

    protected static IEnumerable<KeyValuePair<string, string?>> People(string channel, Func<string, string> account)
    {
        (string Name, string[] Roles)[] people =
        [
            ("viewer", ["Viewer"]), ("operator", ["Operator"]), ("ada", ["Viewer", "Approver"]), ("ben", ["Viewer", "Approver"]), ("amir", ["Admin"]),
            ("both", ["Operator", "Approver"]),
        ];
        foreach (var (at, person) in people.Index())
        {
            yield return new($"Access:People:{at}:Name", person.Name);
            yield return new($"Access:People:{at}:{channel}", account(person.Name));
            foreach (var (number, role) in person.Roles.Index())
            {
                yield return new($"Access:People:{at}:Roles:{number}", role);
            }
        }
    }
}
