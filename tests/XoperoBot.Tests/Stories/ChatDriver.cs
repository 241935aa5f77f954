using XoperoBot.Tests.Fakes;

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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The product's name, as a key of a person's accounts.</summary>
    public abstract string Channel { get; }

    /// <summary>How the bot is configured for this product alone.</summary>
    public abstract IEnumerable<KeyValuePair<string, string?>> Product { get; }

    /// <summary>How the bot is configured for this product and these people.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings => Product.Concat(People(Channel, Account));

    /// <summary>The product's id of a person.</summary>
    public abstract string Account(string person);

    public abstract void Meet(Uri bot);

    /// <summary>The same product in another room. Has a connection of its own; the product stays the first driver's.</summary>
    public abstract ChatDriver In(string room);

    /// <summary>Says it; <paramref name="delivery"/> is the platform's id of the delivery, new when null.</summary>
    public abstract Task SayAsync(string person, string text, string? delivery = null);

    /// <summary>Presses it; <paramref name="delivery"/> is the platform's id of the press, new when null.</summary>
    public abstract Task PressAsync(string person, Shown message, string button, string? delivery = null);

    /// <summary>Presses a button of the message that sends this command line, whether the message still shows such a button or ever did.</summary>
    public abstract Task ForgeAsync(string person, string messageId, string command, string? delivery = null);

    /// <summary>Sends in the newest form that the room shows, with these answers, as anybody.</summary>
    public abstract Task SendInAsync(string person, params (string Field, string Value)[] answers);

    /// <summary>What the person sees of the bot's, oldest first, as it stands now.</summary>
    public abstract Task<IReadOnlyList<Shown>> LookAsync(string person);

    /// <summary>Writes every message as the product got it, one file each.</summary>
    public abstract Task WriteAsync(string directory);

    public abstract ValueTask DisposeAsync();

    /// <summary>Waits for the one message that has all the texts.</summary>
    public Task<Shown> SeeAsync(string person, params string[] texts) => SeeAsync(person, Patience, TimeSpan.FromMilliseconds(30), texts);

    /// <summary>Waits so long for the one message that has all the texts, and looks so often.</summary>
    public async Task<Shown> SeeAsync(string person, TimeSpan patience, TimeSpan every, params string[] texts)
    {
        var limit = new WaitLimit(patience);
        while (true)
        {
            var seen = await LookAsync(person);
            if (seen.LastOrDefault(message => texts.All(text => message.Text.Contains(text, StringComparison.Ordinal))) is { } found)
            {
                return found;
            }

            Assert.False(
                limit.IsOver(),
                $"{Channel}: {person} waited for “{string.Join("” and “", texts)}” and saw, newest first:\n{string.Join("\n---\n", seen.Reverse().Select(message => message.Text))}");
            await Task.Delay(every, CancellationToken.None);
        }
    }

    /// <summary>A card gets its buttons a moment after it is there.</summary>
    protected static async Task<T> ButtonAsync<T>(Func<T?> find, string button)
        where T : class
    {
        var limit = new WaitLimit(Patience);
        while (true)
        {
            if (find() is { } found)
            {
                return found;
            }

            Assert.False(limit.IsOver(), $"There is no button “{button}”.");
            await Task.Delay(30, CancellationToken.None);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> People(string channel, Func<string, string> account)
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
