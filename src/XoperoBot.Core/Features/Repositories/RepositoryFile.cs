using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Repositories;

/// <summary>The whole result as a CSV file, in UTF-8; cells that a spreadsheet would run as a formula are escaped.</summary>
internal sealed class RepositoryFile(FileShelf shelf, TimeProvider time)
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\r\n",
    };

    public async Task<Reply> ReplyAsync(OrganizationAt at, RepositoryFilter filter, Call call, CancellationToken cancellationToken)
    {
        var (bytes, count) = await WriteAsync(at, filter, cancellationToken);
        var title = $"{at.Organization.Name}: {Describe.Count(count, "repository", "repositories")}{filter.Said()}";
        var name = $"{Safe(at.Organization.Name)}-repositories-{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.csv";
        var packed = shelf.Pack(bytes);
        var inbound = call.Inbound;
        var file = new SendFile(packed.FileId, name, "text/csv", title) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context };
        return new CardReply(new Card("File", Tone.Neutral, [new Paragraph(Text.Of(title, ", read ", new Time(time.GetUtcNow()), ". The file follows."))])
        {
            Summary = $"{title}. The file follows.",
        })
        {
            Also = [file],
            Stores = [session => shelf.StoreAsync(session, packed)],
        };
    }

    private async Task<(byte[] Bytes, int Count)> WriteAsync(OrganizationAt at, RepositoryFilter filter, CancellationToken cancellationToken)
    {
        var count = 0;
        using var memory = new MemoryStream();
        await using (var writer = new StreamWriter(memory, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        await using (var csv = new CsvWriter(writer, Format))
        {
            Line(csv, "name", "id", "protected", "last_successful_backup", "last_backup", "next_backup", "no_longer_visible", "public", "status", "last_backup_task_status");
            var now = time.GetUtcNow();
            await foreach (var row in at.Service.ListRepositoriesAsync(at.Organization.Id, filter.Query(1, 0), cancellationToken))
            {
                if (filter.Matches(row, now))
                {
                    count++;
                    Write(csv, row);
                }
            }
        }

        return (memory.ToArray(), count);
    }

    private static void Write(CsvWriter csv, Repository row) => Line(
        csv,
        row.Name,
        row.Id,
        Say(row.IsProtected),
        Say(row.LastSuccessfulBackup),
        Say(row.LastBackup),
        Say(row.NextBackup),
        Say(row.IsRemoved),
        Say(row.IsPublic),
        row.Status?.ToString(CultureInfo.InvariantCulture),
        row.LastBackupTaskStatus?.ToString(CultureInfo.InvariantCulture));

    private static void Line(CsvWriter csv, params ReadOnlySpan<string?> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }

    private static string Say(bool? value) => value switch { true => "yes", false => "no", null => "" };

    private static string Say(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Safe(string name)
    {
        var kept = new string([.. name.Take(60).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')]).Trim('-', '.');
        return kept.Length > 0 ? kept : "organization";
    }
}
