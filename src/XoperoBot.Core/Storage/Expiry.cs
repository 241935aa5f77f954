namespace XoperoBot.Core.Storage;

/// <summary>Rows that are deleted some time after a moment that they hold. Contributed by the folder that owns the table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its key column.</param>
/// <param name="Column">A BIGINT time in Unix milliseconds; rows where it is NULL stay.</param>
/// <param name="Keep">How long after that time.</param>
public sealed record Expiry(string Table, string Key, string Column, TimeSpan Keep);
