namespace XoperoBot.Simulator.Wire;

/// <summary>Which rows a page holds and what it says about the others.</summary>
internal readonly record struct Pager(int CurrentPage, int PageCount, int TotalEntries, IReadOnlyList<int> Positions)
{
    private const int DefaultLimit = 20;

    /// <summary>Null: the request lacks what the assumptions demand.</summary>
    public static Pager? Of(WireRequest request, string pageMember, int rows, CallContext context)
    {
        var (limit, page) = (request.Number("limit"), request.Number(pageMember));
        if (context.Assumptions.PagingRequired && (limit is null || page is null))
        {
            return null;
        }

        var size = limit is > 0 ? limit.Value : DefaultLimit;
        if (context.Assumptions.MaxLimit > 0)
        {
            size = Math.Min(size, context.Assumptions.MaxLimit);
        }

        return Of(Math.Max(1, page ?? 1), size, rows, context);
    }

    private static Pager Of(int page, int size, int rows, CallContext context)
    {
        var pages = Pages(rows, size);
        var shown = context.Has(FaultKind.EndlessPages) && pages > 0 ? ((page - 1) % pages) + 1 : page;
        var start = (long)(shown - 1) * size;
        List<int> positions = start < rows ? [.. Enumerable.Range((int)start, (int)Math.Min(size, rows - start))] : [];
        if (context.Has(FaultKind.RepeatedRows) && positions.Count > 0)
        {
            positions.Insert(0, positions[0]);
            if (start > 0)
            {
                positions.Insert(0, (int)start - 1);
            }
        }

        if (context.Has(FaultKind.EndlessPages))
        {
            return new Pager(page, page + 1, (int)Math.Min(int.MaxValue, (page + 1L) * size), positions);
        }

        var said = context.Has(FaultKind.TotalsTooLow) ? rows / 2
            : context.Has(FaultKind.TotalsTooHigh) ? (rows * 2) + size
            : rows;
        return new Pager(page, Pages(said, size), said, positions);
    }

    private static int Pages(int rows, int size) => (int)(((long)rows + size - 1) / size);
}
