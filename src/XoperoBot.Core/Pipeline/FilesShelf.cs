using System.Buffers;
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
        var compressed = new ArrayBufferWriter<byte>();
        using (var buffer = new MemoryStream())
        {
            using (var zip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            {
                zip.Write(content);
            }

            compressed.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }

        return new PackedFile(ids.Secret(), compressed.WrittenMemory);
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
        var parts = await database.ReadAsync(
            connection => connection.QueryAsync<byte[]>(
                "SELECT bytes FROM file_parts WHERE file_id = @FileId ORDER BY part", new { FileId = fileId }),
            cancellationToken);
        var buffer = new MemoryStream();
        foreach (var part in parts)
        {
            buffer.Write(part);
        }

        if (buffer.Length == 0)
        {
            return null;
        }

        buffer.Position = 0;
        return new GZipStream(buffer, CompressionMode.Decompress);
    }
}
