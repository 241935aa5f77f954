using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Puts bytes where <see cref="Chat.IFileStore"/> finds them.</summary>
public interface IFileShelf
{
    /// <summary>Stores a file with the caller's transaction.</summary>
    Task StoreAsync(Session session, string fileId, ReadOnlyMemory<byte> content);
}
