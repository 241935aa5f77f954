namespace XoperoBot.Core.Storage;

/// <summary>A database was not copied; the message is one sentence for whoever asked.</summary>
public sealed class DatabaseCopyException : Exception
{
    public DatabaseCopyException()
    {
    }

    public DatabaseCopyException(string message)
        : base(message)
    {
    }

    public DatabaseCopyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
