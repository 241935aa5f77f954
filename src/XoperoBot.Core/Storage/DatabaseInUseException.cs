namespace XoperoBot.Core.Storage;

/// <summary>Another process uses the database, and only one may.</summary>
public sealed class DatabaseInUseException : Exception
{
    public DatabaseInUseException()
    {
    }

    public DatabaseInUseException(string message)
        : base(message)
    {
    }

    public DatabaseInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
