using Microsoft.Data.Sqlite;

namespace XoperoBot.Core.Storage;

/// <summary>
/// A file beside the database that one process holds open for itself. The system lets go of it when the process ends, however it ends,
/// so the file may stay and says nothing by itself.
/// </summary>
internal static class SqliteLock
{
    /// <summary>Held until disposed.</summary>
    /// <exception cref="DatabaseInUseException">Another process holds it.</exception>
    public static FileStream Take(string connectionString)
    {
        var path = PathOf(new SqliteConnectionStringBuilder(connectionString).DataSource);
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"The folder of the database file {path} cannot be written to.", exception);
        }
        catch (IOException exception)
        {
            throw new DatabaseInUseException(
                $"Another process uses the database file {path}. A SQLite file serves one process; several share a PostgreSQL database (Database:Provider).",
                exception);
        }
    }

    public static string PathOf(string source) => Path.GetFullPath(
        source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? source["file:".Length..].Split('?')[0] : source);
}
