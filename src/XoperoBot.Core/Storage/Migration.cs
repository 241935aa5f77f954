namespace XoperoBot.Core.Storage;

/// <summary>
/// One step of the schema, contributed by the folder that owns the tables. A step that was released is never edited: a later one
/// changes what it made, in a way that the version before still works beside.
/// </summary>
/// <param name="Number">Unique in the product; steps run in this order. Each folder counts up in a hundred of its own.</param>
/// <param name="Name">A few words for the log.</param>
/// <param name="Sql">Statements that both products understand; BYTEA for bytes, <see cref="Identity"/> for a counted key.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Written in <see cref="Sql"/> as the type of a primary key that the database counts up.</summary>
    public const string Identity = "IDENTITY_KEY";
}
