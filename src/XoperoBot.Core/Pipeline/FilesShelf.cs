using System.Data.Common;
using System.IO.Compression;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>A file ready to be stored: its id goes into a <see cref="SendFile"/>, its bytes are compressed already.</summary>
/// <param name="FileId">Unguessable.</param>
/// <param name="Compressed">GZip.</param>
public sealed record PackedFile(string FileId, ReadOnlyMemory<byte> Compressed);

/// <summary>Files that wait to be sent, in rows of a size that both databases take with ease.</summary>
public sealed class FileShelf(IDatabase database, IIds ids, TimeProvider time) : IFileStore
{
    private const int PartBytes = 256 * 1024;

    /// <summary>Compresses outside any transaction. Store the result in the transaction that posts it.</summary>
    public PackedFile Pack(ReadOnlySpan<byte> content)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return new PackedFile(ids.Secret(), buffer.ToArray());
    }

    public async Task StoreAsync(Session session, PackedFile file)
    {
        var (connection, transaction) = session;
        await connection.ExecuteAsync(
            "INSERT INTO files (id, stored_at) VALUES (@FileId, @Now)",
            new { file.FileId, Now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction);
        for (var start = 0; start < file.Compressed.Length; start += PartBytes)
        {
            var length = Math.Min(PartBytes, file.Compressed.Length - start);
            await connection.ExecuteAsync(
                "INSERT INTO file_parts (file_id, part, bytes) VALUES (@FileId, @Part, @Bytes)",
                new { file.FileId, Part = (long)(start / PartBytes), Bytes = file.Compressed.Slice(start, length).ToArray() },
                transaction);
        }
    }

    public async Task<Stream?> OpenAsync(string fileId, CancellationToken cancellationToken)
    {
        var parts = await database.ReadAsync(connection => ReadAsync(connection, fileId), cancellationToken);
        if (parts is null)
        {
            return null;
        }

        var buffer = new MemoryStream();
        foreach (var part in parts)
        {
            buffer.Write(part);
        }

        buffer.Position = 0;
        return new GZipStream(buffer, CompressionMode.Decompress);
    }

    /// <summary>Null for no file; an empty one has no parts.</summary>
    private static async Task<IEnumerable<byte[]>?> ReadAsync(DbConnection connection, string fileId)
    {
        var known = await connection.QueryFirstOrDefaultAsync<string>("SELECT id FROM files WHERE id = @FileId", new { FileId = fileId });
        return known is null
            ? null
            : await connection.QueryAsync<byte[]>("SELECT bytes FROM file_parts WHERE file_id = @FileId ORDER BY part", new { FileId = fileId });
    }
}
