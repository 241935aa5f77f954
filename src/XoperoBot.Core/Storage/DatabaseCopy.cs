using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace XoperoBot.Core.Storage;

/// <summary>Copies everything in a SQLite file into an empty PostgreSQL database, in one transaction, and proves it before the commit.</summary>
public static class DatabaseCopy
{
    private const string Bookkeeping = "schema_migrations";

    /// <summary>What a crash of a former run left behind in these means nothing to another database.</summary>
    private static readonly string[] NotCopied = [Bookkeeping, "lanes", "pace"];

    /// <param name="from">The bot on the SQLite file; nobody else may use the file.</param>
    /// <param name="to">The bot on the PostgreSQL database.</param>
    /// <param name="prove">What is wrong with the copy, as a sentence; null when it is whole.</param>
    /// <param name="cancellationToken">Ends the copying; then nothing was copied.</param>
    /// <returns>A sentence that says how much was copied.</returns>
    /// <exception cref="DatabaseCopyException">It was not possible; nothing was copied.</exception>
    public static async Task<string> RunAsync(
        IServiceProvider from,
        IServiceProvider to,
        Func<DbConnection, CancellationToken, Task<string?>> prove,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prove);
        if (from.GetRequiredService<IEngine>() is not SqliteDatabase source || to.GetRequiredService<IEngine>() is not PostgresDatabase target)
        {
            throw new DatabaseCopyException("A SQLite file is copied into a PostgreSQL database, and nothing else.");
        }

        source.RefuseToCreate();
        source.Claim();
        await from.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        if (await source.ReadAsync(connection => prove(connection, cancellationToken), cancellationToken) is { } broken)
        {
            throw new DatabaseCopyException($"The audit of the file does not hold. {broken}");
        }

        var migrator = to.GetRequiredService<Migrator>();
        return await source.ReadAsync(
            reading => target.WriteAsync(
                async session =>
                {
                    // The tables are made in the same transaction: what could not be copied leaves an empty database behind.
                    await RefuseUsedAsync((NpgsqlConnection)session.Connection);
                    await migrator.ApplyAsync(session);
                    return await CopyAsync(reading, (NpgsqlConnection)session.Connection, prove, cancellationToken);
                },
                cancellationToken),
            cancellationToken);
    }

    private static async Task<string> CopyAsync(
        DbConnection source, NpgsqlConnection target, Func<DbConnection, CancellationToken, Task<string?>> prove, CancellationToken cancellationToken)
    {
        var tables = await TablesAsync(source);
        await RefuseUnknownAsync(target, tables);

        // What migrations themselves put in is in the file as well.
        foreach (var table in tables.Reverse())
        {
            await target.ExecuteAsync($"DELETE FROM {table}");
        }

        var rows = 0L;
        foreach (var table in tables)
        {
            rows += await CopyTableAsync(source, target, table, cancellationToken);
        }

        return await prove(target, cancellationToken) is { } broken
            ? throw new DatabaseCopyException($"The audit does not hold after copying. {broken}")
            : string.Create(CultureInfo.InvariantCulture, $"Copied {rows} rows of {tables.Count} tables; the counts are equal and the audit holds.");
    }

    /// <summary>Every table of the file, those first that others refer to.</summary>
    private static async Task<IReadOnlyList<string>> TablesAsync(DbConnection source)
    {
        var names = (await source.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"))
            .Except(NotCopied, StringComparer.Ordinal)
            .ToList();
        var ordered = new List<string>();
        foreach (var name in names)
        {
            await AddAsync(name);
        }

        return ordered;

        async Task AddAsync(string name)
        {
            if (ordered.Contains(name, StringComparer.Ordinal))
            {
                return;
            }

            foreach (var referred in (await source.QueryAsync<string>("SELECT \"table\" FROM pragma_foreign_key_list(@name)", new { name })).Where(other => other != name).ToList())
            {
                await AddAsync(referred);
            }

            ordered.Add(name);
        }
    }

    /// <summary>Tables of any program make a database used: whoever copies names one for this bot alone.</summary>
    private static async Task RefuseUsedAsync(NpgsqlConnection target)
    {
        var there = await target.QueryFirstOrDefaultAsync<string>(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name LIMIT 1");
        if (there is not null)
        {
            throw new DatabaseCopyException($"The PostgreSQL database is not empty: it has the table {there}. Name one that nobody has used.");
        }
    }

    private static async Task RefuseUnknownAsync(NpgsqlConnection target, IReadOnlyList<string> tables)
    {
        var there = (await target.QueryAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")).ToHashSet(StringComparer.Ordinal);
        var unknown = tables.Where(table => !there.Contains(table)).ToList();
        if (unknown.Count > 0)
        {
            throw new DatabaseCopyException($"The file has tables that this version does not know: {string.Join(", ", unknown)}. Copy with the version that wrote it.");
        }
    }

    private static async Task<long> CopyTableAsync(DbConnection source, NpgsqlConnection target, string table, CancellationToken cancellationToken)
    {
        var columns = (await target.QueryAsync<(string Name, string Type, string Identity)>(
            "SELECT column_name, data_type, is_identity FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table ORDER BY ordinal_position",
            new { table })).ToList();
        var list = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        var copied = await StreamAsync(source, target, $"SELECT {list} FROM {table}", $"COPY {table} ({list}) FROM STDIN (FORMAT BINARY)", columns, cancellationToken);
        var (before, after) = (
            await source.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"), await target.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"));
        if (before != after || before != copied)
        {
            throw new DatabaseCopyException(string.Create(CultureInfo.InvariantCulture, $"{table} has {before} rows in the file and {after} in the copy."));
        }

        foreach (var counted in columns.Where(column => column.Identity == "YES"))
        {
            await target.ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence('{table}', '{counted.Name}'), (SELECT COALESCE(MAX({counted.Name}), 0) + 1 FROM {table}), false)");
        }

        return copied;
    }

    private static async Task<long> StreamAsync(
        DbConnection source, NpgsqlConnection target, string read, string write, List<(string Name, string Type, string Identity)> columns, CancellationToken cancellationToken)
    {
        var types = columns.Select(column => TypeOf(column.Type)).ToArray();
        await using var rows = await source.ExecuteReaderAsync(read);
        await using var copy = await target.BeginBinaryImportAsync(write, cancellationToken);
        var count = 0L;
        for (; await rows.ReadAsync(cancellationToken); count++)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var at = 0; at < types.Length; at++)
            {
                await WriteAsync(copy, rows, at, types[at], cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
        return count;
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, DbDataReader rows, int at, NpgsqlDbType type, CancellationToken cancellationToken)
    {
        if (rows.IsDBNull(at))
        {
            return copy.WriteNullAsync(cancellationToken);
        }

        return type switch
        {
            NpgsqlDbType.Bigint => copy.WriteAsync(rows.GetInt64(at), type, cancellationToken),
            NpgsqlDbType.Double => copy.WriteAsync(rows.GetDouble(at), type, cancellationToken),
            NpgsqlDbType.Bytea => copy.WriteAsync(rows.GetFieldValue<byte[]>(at), type, cancellationToken),
            _ => copy.WriteAsync(rows.GetString(at), type, cancellationToken),
        };
    }

    private static NpgsqlDbType TypeOf(string type) => type switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "bytea" => NpgsqlDbType.Bytea,
        "double precision" => NpgsqlDbType.Double,
        "text" => NpgsqlDbType.Text,
        _ => throw new DatabaseCopyException($"A column has the type {type}, which is not copied."),
    };
}
