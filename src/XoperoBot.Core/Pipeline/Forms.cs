using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>A form that somebody was asked to fill in.</summary>
/// <param name="Form">What was asked.</param>
/// <param name="Command">The command that it completes.</param>
/// <param name="Known">Words and options given before.</param>
/// <param name="Owner">Account key of the person who was asked.</param>
internal sealed record OpenForm(Form Form, string Command, IReadOnlyList<string> Known, string Owner);

/// <summary>Keeps open forms, so that one survives a restart, and turns what is sent in into the command line it stands for.</summary>
internal sealed class Forms(IDatabase database, IIds ids, TimeProvider time)
{
    private static readonly TimeSpan MatchPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>The form to show, and what stores it with the turn.</summary>
    public (Form Form, Func<Session, Task> Store) Open(FormReply reply, string command, Inbound inbound)
    {
        var form = new Form(ids.Secret(), reply.Title, reply.Fields)
        {
            Intro = reply.Intro,
            SubmitLabel = reply.SubmitLabel,
            Errors = reply.Errors,
        };
        var row = new
        {
            form.Id,
            Body = StoredJson.Write(new OpenForm(form, command, reply.Known, inbound.Actor.Key)),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return (form, session => session.Connection.ExecuteAsync(
            "INSERT INTO form (id, body, created_at) VALUES (@Id, @Body, @CreatedAt)", row, session.Transaction));
    }

    /// <summary>Null when there is no such form, or it was sent in, cancelled or forgotten.</summary>
    public async Task<OpenForm?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var body = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<string>("SELECT body FROM form WHERE id = @id", new { id }), cancellationToken);
        return body is not null && StoredJson.TryRead<OpenForm>(body, out var open) ? open : null;
    }

    public static Func<Session, Task> Close(string id) => session => session.Connection.ExecuteAsync(
        "DELETE FROM form WHERE id = @id", new { id }, session.Transaction);

    /// <summary>Field name to what is wrong with its value.</summary>
    public static IReadOnlyDictionary<string, string> Check(Form form, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            var given = Given(values, field.Name);
            if (given.Count == 0)
            {
                if (field.Required)
                {
                    wrong[field.Name] = $"{field.Label} is required.";
                }
            }
            else if (Mistake(field, given) is { } mistake)
            {
                wrong[field.Name] = mistake;
            }
        }

        return wrong;
    }

    /// <summary>The tokens that typing the same would make.</summary>
    public static IReadOnlyList<Token> Tokens(OpenForm open, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var tokens = new List<Token>(CommandLine.Parse(CommandLine.Of(open.Known)));
        foreach (var field in open.Form.Fields)
        {
            foreach (var value in Given(values, field.Name))
            {
                if (field is not ToggleField)
                {
                    tokens.Add(new Token($"--{field.Name}={value}"));
                }
                else if (IsOn(value))
                {
                    tokens.Add(new Token($"--{field.Name}"));
                }
            }
        }

        return tokens;
    }

    private static List<string> Given(IReadOnlyDictionary<string, IReadOnlyList<string>> values, string name) =>
        values.TryGetValue(name, out var given) ? [.. given.Where(value => !string.IsNullOrWhiteSpace(value))] : [];

    private static bool IsOn(string value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string? Mistake(Field field, List<string> given) => field switch
    {
        TextField text when given[0].Length > text.MaxLength => $"At most {text.MaxLength} characters, please.",
        TextField { Pattern: { } pattern } text when !Matches(given[0], pattern) => text.PatternHelp ?? "This does not have the expected form.",
        ChoiceField { Many: false } when given.Count > 1 => "Choose one.",
        ChoiceField { Lookup: null } choice when given.Exists(value => choice.Choices.All(known => known.Value != value)) =>
            "Choose one of the choices shown.",
        DateField when !DateOnly.TryParseExact(given[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "A date looks like 2026-03-31.",
        TimeField when !TimeOnly.TryParseExact(given[0], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "A time looks like 08:30.",
        _ => null,
    };

    private static bool Matches(string value, string pattern)
    {
        try
        {
            return Regex.IsMatch(value.Trim(), $"^(?:{pattern})$", RegexOptions.CultureInvariant, MatchPatience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
