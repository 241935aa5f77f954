using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

/// <summary>Reads one row; null for one without an id. Starts on the row's opening brace and ends on its closing one.</summary>
internal delegate T? RowReader<T>(ref Utf8JsonReader reader, Page<T> page)
    where T : class;

/// <summary>
/// Reads the envelope of a list in one pass over the bytes. The rows may be the <c>result</c> itself or stand inside it; the page shows both.
/// </summary>
internal static class PageReader
{
    /// <exception cref="JsonException">The bytes are no page: broken JSON, or none of the members that would make it one.</exception>
    public static Page<T> Read<T>(ReadOnlySpan<byte> utf8, RowReader<T> readRow)
        where T : class
    {
        var reader = new Utf8JsonReader(utf8);
        var page = new Page<T>();
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                Rows(ref reader, page, readRow);
                break;
            case JsonTokenType.StartObject:
                Envelope(ref reader, page, readRow);
                break;
            default:
                throw new JsonException("Neither an object nor an array.");
        }

        // Whatever follows the end makes the answer doubtful as a whole.
        reader.Read();
        return page;
    }

    private static void Envelope<T>(ref Utf8JsonReader reader, Page<T> page, RowReader<T> readRow)
        where T : class
    {
        var hasResult = false;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "currentPage"u8))
            {
                page.CurrentPage = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "pageCount"u8))
            {
                page.PageCount = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "totalEntries"u8))
            {
                page.TotalEntries = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "result"u8))
            {
                hasResult = true;
                Result(ref reader, page, readRow);
            }
            else
            {
                reader.Skip();
            }
        }

        // An object without rows is an error report or another page's answer, and must not pass for "there are none".
        if (!hasResult && page.TotalEntries != 0)
        {
            throw new JsonException("No result.");
        }
    }

    private static void Result<T>(ref Utf8JsonReader reader, Page<T> page, RowReader<T> readRow)
        where T : class
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                Rows(ref reader, page, readRow);
                break;
            case JsonTokenType.StartObject when HasIdFirst(reader):
                Row(ref reader, page, readRow);
                break;
            case JsonTokenType.StartObject:
                Holder(ref reader, page, readRow);
                break;
            case JsonTokenType.Null:
                break;
            default:
                throw new JsonException("The result is neither an object nor an array.");
        }
    }

    /// <summary>The object around the rows, under whatever name they stand.</summary>
    private static void Holder<T>(ref Utf8JsonReader reader, Page<T> page, RowReader<T> readRow)
        where T : class
    {
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "synchronizationInProgress"u8))
            {
                page.SynchronizationInProgress = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "lastSynchronizationRepositoriesStartTime"u8))
            {
                page.LastSynchronizationStarted = JsonRead.Time(ref reader);
            }
            else if (JsonRead.Is(ref reader, "removedRepositories"u8))
            {
                page.RemovedRepositories = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Enter(ref reader, JsonTokenType.StartArray))
            {
                Rows(ref reader, page, readRow);
            }
        }
    }

    private static void Rows<T>(ref Utf8JsonReader reader, Page<T> page, RowReader<T> readRow)
        where T : class
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Row(ref reader, page, readRow);
                continue;
            }

            reader.Skip();
            page.RowsSeen++;
            page.Skipped++;
        }
    }

    private static void Row<T>(ref Utf8JsonReader reader, Page<T> page, RowReader<T> readRow)
        where T : class
    {
        page.RowsSeen++;
        if (readRow(ref reader, page) is { } row)
        {
            page.Rows.Add(row);
            return;
        }

        page.Skipped++;
    }

    /// <summary>A result that is itself the one row. Looks at the first name only, in a copy of the reader.</summary>
    private static bool HasIdFirst(Utf8JsonReader reader) => JsonRead.NextProperty(ref reader) && JsonRead.Is(ref reader, "id"u8);
}
