namespace XoperoBot.Core.Approvals;

/// <summary>All kinds of risky change by their names.</summary>
internal sealed class Operations(IEnumerable<IOperation> all)
{
    private readonly Dictionary<string, IOperation> _byName = all.ToDictionary(operation => operation.Name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The operation of that name; a request names only what there is.</summary>
    public IOperation Find(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new InvalidOperationException($"No operation is named '{name}'.");

    public bool Knows(string name) => _byName.ContainsKey(name);
}
