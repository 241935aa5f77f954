using XoperoBot.Core.Access;

namespace XoperoBot.Core.Pipeline;

/// <summary>All commands by their words; the longest word that fits wins.</summary>
public sealed class CommandCatalog
{
    private readonly Dictionary<string, ICommand> _byWord = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _longest;

    public CommandCatalog(IEnumerable<ICommand> commands)
    {
        All = [.. commands.OrderBy(command => command.Info.Word, StringComparer.Ordinal)];
        foreach (var command in All)
        {
            foreach (var word in command.Info.Aliases.Prepend(command.Info.Word))
            {
                if (!_byWord.TryAdd(word, command))
                {
                    throw new InvalidOperationException($"Two commands share the word '{word}'.");
                }

                _longest = Math.Max(_longest, word.Count(letter => letter == ' ') + 1);
            }
        }
    }

    public IReadOnlyList<ICommand> All { get; }

    /// <summary>The command that the line begins with, and the rest of the line.</summary>
    public (ICommand Command, IReadOnlyList<Token> After)? Find(IReadOnlyList<Token> line)
    {
        for (var words = Math.Min(_longest, line.Count); words > 0; words--)
        {
            var head = line.Take(words).ToList();
            if (head.TrueForAll(token => !token.Quoted)
                && _byWord.TryGetValue(string.Join(' ', head.Select(token => token.Value)), out var command))
            {
                return (command, [.. line.Skip(words)]);
            }
        }

        return null;
    }

    public ICommand? Find(string word) => _byWord.GetValueOrDefault(word);

    /// <summary>The words nearest to a misspelt one, of those that the person may use.</summary>
    public IReadOnlyList<string> Near(string typed, Person person) =>
        Nearest.To(typed, _byWord.Where(entry => person.May(entry.Value.Info.Needs)).Select(entry => entry.Key));
}
