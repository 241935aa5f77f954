namespace XoperoBot.Playground.Transcript;

internal static class TranscriptSchema
{
    /// <summary>Understood by SQLite and PostgreSQL; running it again changes nothing.</summary>
    public const string Sql =
        """
        CREATE TABLE IF NOT EXISTS playground_numbers (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS playground_entries (
            id TEXT PRIMARY KEY, place TEXT NOT NULL, ordinal BIGINT NOT NULL, change BIGINT NOT NULL,
            author TEXT, only_for TEXT, at BIGINT NOT NULL, content TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS playground_entries_order ON playground_entries (place, ordinal);
        CREATE INDEX IF NOT EXISTS playground_entries_change ON playground_entries (change);
        """;
}
