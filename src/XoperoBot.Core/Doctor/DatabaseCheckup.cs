using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Doctor;

/// <summary>The bot's own database and the audit chain in it.</summary>
internal sealed class DatabaseCheckup(IDatabaseHealth health, AuditLog audit, IOptions<DatabaseOptions> options) : ICheckup
{
    public string Area => "database";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var engine = options.Value.Provider.ToString();
        var state = await health.CheckAsync(cancellationToken);
        if (!state.Reachable && options.Value.Provider == DatabaseProvider.Sqlite
            && new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource is { } file && !File.Exists(file))
        {
            yield return new Finding(Area, Tone.Warning, $"The SQLite file {file} is not there yet.")
            {
                Fix = "Start the bot once: it makes the file. If it ran before, check Database:ConnectionString: the path counts from the working directory.",
            };
            yield break;
        }

        if (!state.Reachable)
        {
            yield return new Finding(Area, Tone.Bad, $"{engine} does not answer: {state.Problem}")
            {
                Fix = "Check Database:ConnectionString, that the server runs, and that the account may connect (SQLite: that the folder may be written).",
            };
            yield break;
        }

        if (!state.Migrated)
        {
            yield return new Finding(Area, Tone.Warning, $"{engine} answers; its tables are not those of this version yet.")
            {
                Fix = "Start the bot once: it migrates the database before it takes work.",
            };
            yield break;
        }

        yield return new Finding(Area, Tone.Good, $"{engine} answers, migrations are done.");
        var proof = await audit.VerifyAsync(cancellationToken);
        yield return proof.Broken is null
            ? new Finding(Area, Tone.Good, $"The audit chain holds: {proof.Lines} lines.")
            : new Finding(Area, Tone.Bad, proof.Broken) { Fix = "Somebody or something changed the audit: keep this database, and compare it with a backup." };
    }
}
