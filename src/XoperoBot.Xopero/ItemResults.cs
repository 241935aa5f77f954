namespace XoperoBot.Xopero;

/// <summary>What became of each id of a write: an answer with a 2xx status is not yet a success.</summary>
/// <param name="Done">Ids that the service says it did.</param>
/// <param name="Failed">Ids that it refused, each with the code as it came.</param>
/// <param name="Unanswered">Ids that were asked for and that the answer names nowhere: read again to know.</param>
public sealed record ItemResults(IReadOnlyList<string> Done, IReadOnlyList<ItemFailure> Failed, IReadOnlyList<string> Unanswered);

/// <param name="Id">The id as the service gave it.</param>
/// <param name="Code">For example <c>LI5020</c>; the vendor publishes no meanings. Null when the service gave none.</param>
public sealed record ItemFailure(string Id, string? Code);
