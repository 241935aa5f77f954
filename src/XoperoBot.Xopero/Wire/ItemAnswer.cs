using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

/// <summary>
/// What a write says about single ids, under either of the two spellings that the page uses: <c>success</c>/<c>error</c>, or
/// <c>succeededIds</c>/<c>failedIds</c>/<c>errors</c>. Elements may be ids, codes, or objects with both.
/// </summary>
internal sealed class ItemAnswer
{
    public List<string> Done { get; } = [];

    public List<ItemFailure> Failed { get; } = [];

    /// <summary>Texts of <c>errors</c> that stand without an id: ids or codes.</summary>
    public List<string> Loose { get; } = [];

    public bool NamesAFailure => Failed.Count > 0 || Loose.Count > 0;

    /// <summary>Nothing at all for an empty answer.</summary>
    /// <exception cref="JsonException">The answer is not JSON.</exception>
    public static ItemAnswer Read(ReadOnlySpan<byte> utf8)
    {
        var answer = new ItemAnswer();
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            return answer;
        }

        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            answer.ReadMembers(ref reader);
        }
        else
        {
            reader.Skip();
        }

        reader.Read();
        return answer;
    }

    /// <summary>Sorts the ids of the request. A failure that names an id nobody asked for is kept: it may be the same thing under
    /// another id, and no error is lost. A success for such an id is not taken for ours.</summary>
    public ItemResults For(IReadOnlyList<string> requested)
    {
        var wanted = new HashSet<string>(requested, StringComparer.OrdinalIgnoreCase);
        var failures = new Dictionary<string, ItemFailure>(StringComparer.OrdinalIgnoreCase);
        foreach (var failure in Failed)
        {
            Add(failure);
        }

        var codes = new List<string>();
        foreach (var text in Loose)
        {
            if (wanted.Contains(text) || failures.ContainsKey(text))
            {
                Add(new ItemFailure(text, null));
                continue;
            }

            codes.Add(text);
        }

        var done = new HashSet<string>(Done, StringComparer.OrdinalIgnoreCase);
        if (codes.Count > 0 && failures.Count == 0 && requested.Count == 1 && !done.Contains(requested[0]))
        {
            Add(new ItemFailure(requested[0], null));
        }

        // A code without an id says which failure it belongs to only when there is a single one.
        var code = codes.Distinct(StringComparer.Ordinal).Count() == 1 ? codes[0] : null;

        // What stands in both lists is as unknown as what stands in none.
        return new ItemResults(
            [.. requested.Where(id => done.Contains(id) && !failures.ContainsKey(id))],
            [.. failures.Values.Where(failure => !done.Contains(failure.Id)).Select(failure => failure with { Code = failure.Code ?? code })],
            [.. requested.Where(id => done.Contains(id) == failures.ContainsKey(id))]);

        void Add(ItemFailure failure)
        {
            if (!failures.TryGetValue(failure.Id, out var known) || known.Code is null)
            {
                failures[failure.Id] = failure;
            }
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader)
    {
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "success"u8) || JsonRead.Is(ref reader, "succeededIds"u8))
            {
                ReadElements(ref reader, (id, _) => Keep(id, Done));
            }
            else if (JsonRead.Is(ref reader, "failedIds"u8))
            {
                ReadElements(ref reader, Fail);
            }
            else if (JsonRead.Is(ref reader, "error"u8) || JsonRead.Is(ref reader, "errors"u8))
            {
                ReadElements(ref reader, (id, code) =>
                {
                    if (code is null)
                    {
                        Keep(id, Loose);
                    }
                    else
                    {
                        Fail(id, code);
                    }
                });
            }
            else if (JsonRead.Is(ref reader, "errorCode"u8))
            {
                Keep(JsonRead.Text(ref reader) is { } code and not "0" ? code : null, Loose);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Fail(string? id, string? code)
    {
        if (id is not null)
        {
            Failed.Add(new ItemFailure(id, code));
            return;
        }

        Keep(code, Loose);
    }

    private static void Keep(string? text, List<string> list)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            list.Add(text);
        }
    }

    private static void ReadElements(ref Utf8JsonReader reader, Action<string?, string?> take)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject)
        {
            ReadElement(ref reader, take);
            return;
        }

        // A bare number or truth value names no id: "errors": 0 is a count elsewhere on the page.
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadElement(ref reader, take);
        }
    }

    private static void ReadElement(ref Utf8JsonReader reader, Action<string?, string?> take)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            take(JsonRead.IdHere(ref reader), null);
            return;
        }

        string? id = null, code = null;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "id"u8) || JsonRead.Is(ref reader, "repositoryId"u8))
            {
                id = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "errorCode"u8) || JsonRead.Is(ref reader, "code"u8))
            {
                code = JsonRead.Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        take(id, code);
    }
}
