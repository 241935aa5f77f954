namespace XoperoBot.Core.Pipeline;

/// <summary>What was typed after a command's word: words in order, and options from anywhere among them.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _options = new(StringComparer.OrdinalIgnoreCase);

    private Arguments()
    {
    }

    public IReadOnlyList<Token> Words { get; private init; } = [];

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    public string? Wrong { get; private set; }

    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>The option's last value; null when it was not given.</summary>
    public string? Value(string option) => _options.TryGetValue(option, out var values) ? values.LastOrDefault() : null;

    public IReadOnlyList<string> Values(string option) => _options.TryGetValue(option, out var values) ? values : [];

    /// <summary>All words as one text, for names that were typed without quotes.</summary>
    public string Text => string.Join(' ', Words.Select(word => word.Value));

    /// <summary>The page asked for by <c>--page</c>, from 1.</summary>
    public int Page => int.TryParse(Value("page"), System.Globalization.NumberStyles.None, null, out var page) && page > 0 ? page : 1;

    public static Arguments Bind(IReadOnlyList<Token> tokens, IReadOnlyList<Option> known)
    {
        var words = new List<Token>();
        var bound = new Arguments { Words = words };
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Option is not { } text)
            {
                words.Add(tokens[i]);
                continue;
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            var option = known.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase));
            if (option is null)
            {
                var near = Nearest.To(name, known.Select(candidate => candidate.Name), 1);
                bound.Wrong ??= near.Count > 0 ? $"There is no option --{name}. Did you mean --{near[0]}?" : $"There is no option --{name}.";
                continue;
            }

            if (!option.TakesValue)
            {
                bound.Add(option.Name, equals < 0 ? "true" : text[(equals + 1)..]);
            }
            else if (equals >= 0)
            {
                bound.Add(option.Name, text[(equals + 1)..]);
            }
            else if (i + 1 < tokens.Count && tokens[i + 1].Option is null)
            {
                bound.Add(option.Name, tokens[++i].Value);
            }
            else
            {
                bound.Wrong ??= $"The option --{option.Name} needs a value.";
            }
        }

        return bound;
    }

    private void Add(string name, string value)
    {
        if (!_options.TryGetValue(name, out var values))
        {
            _options[name] = values = [];
        }

        values.Add(value);
    }
}
