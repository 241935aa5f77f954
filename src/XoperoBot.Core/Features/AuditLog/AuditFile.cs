using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.AuditLog;

/// <summary>The record as a CSV file, in UTF-8; cells that a spreadsheet would run as a formula are escaped.</summary>
internal sealed class AuditFile(Audit.AuditLog audit, FileShelf shelf, TimeProvider time)
{
    private const int RowsAtOnce = 1000;
    private const int MostRows = 200_000;

    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\r\n",
    };

    public async Task<Reply> ReplyAsync(AuditFilter filter, Call call, CancellationToken cancellationToken)
    {
        var (bytes, count) = await WriteAsync(filter, cancellationToken);
        var title = $"Audit: {Describe.Count(count, "line")}";
        var packed = shelf.Pack(bytes);
        var inbound = call.Inbound;
        var name = $"audit-{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.csv";
        return new CardReply(new Card("File", Tone.Neutral, [new Paragraph($"{title}. The file follows."), .. Describe.LeftOut(filter.Sight)]) { Summary = $"{title}. The file follows." })
        {
            Also = [new SendFile(packed.FileId, name, "text/csv", title) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context }],
            Stores = [session => shelf.StoreAsync(session, packed)],
        };
    }

    private async Task<(byte[] Bytes, int Count)> WriteAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var count = 0;
        using var memory = new MemoryStream();
        await using (var writer = new StreamWriter(memory, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        await using (var csv = new CsvWriter(writer, Format))
        {
            Line(csv, "sequence", "at", "kind", "person", "account", "place", "message", "link", "request", "what", "detail", "hash");
            for (var rows = RowsAtOnce; rows == RowsAtOnce && count < MostRows;)
            {
                var lines = await audit.ReadAsync(filter, count, RowsAtOnce, cancellationToken);
                foreach (var line in lines)
                {
                    Write(csv, line);
                }

                rows = lines.Count;
                count += rows;
            }
        }

        return (memory.ToArray(), count);
    }

    private static void Write(CsvWriter csv, AuditLine line) => Line(
        csv,
        line.Sequence.ToString(CultureInfo.InvariantCulture),
        line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        line.Entry.Kind.ToString(),
        line.Entry.Person,
        line.Entry.Account,
        line.Entry.Place,
        line.Entry.Message,
        line.Entry.Link,
        line.Entry.RequestId,
        line.Entry.What,
        line.Entry.Detail,
        line.Hash);

    private static void Line(CsvWriter csv, params ReadOnlySpan<string?> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }
}
