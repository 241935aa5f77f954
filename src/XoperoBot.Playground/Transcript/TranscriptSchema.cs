namespace XoperoBot.Playground.Transcript;

internal static class TranscriptSchema
{
    public const int Number = 900;

    public const string Sql =
        """
        CREATE TABLE playground_numbers (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        CREATE TABLE playground_entries (
            id TEXT PRIMARY KEY, place TEXT NOT NULL, ordinal BIGINT NOT NULL, change BIGINT NOT NULL,
            author TEXT, only_for TEXT, at BIGINT NOT NULL, content TEXT NOT NULL);
        CREATE INDEX playground_entries_order ON playground_entries (place, ordinal);
        CREATE INDEX playground_entries_change ON playground_entries (change);
        """;
}
