namespace XoperoBot.Simulator.State;

/// <summary>The faults that are set, with what is left of each. Guarded by the simulation's lock.</summary>
internal sealed class FaultBook(IEnumerable<Fault> start)
{
    private readonly List<Entry> _entries = [.. start.Select(fault => new Entry(fault))];

    public IReadOnlyList<Fault> Current => [.. _entries.Select(entry => entry.Remaining)];

    public void Add(Fault fault) => _entries.Add(new Entry(fault));

    public int Clear(SimulatorCall? call) => call is null ? ClearAll() : _entries.RemoveAll(entry => entry.Fault.Call == call);

    /// <summary>Takes one use of every fault that meets this call.</summary>
    public IReadOnlyList<Fault> Take(SimulatorCall call)
    {
        if (_entries.Count == 0)
        {
            return [];
        }

        var taken = _entries.Where(entry => entry.Meets(call)).Select(entry => entry.Fault).ToList();
        _entries.RemoveAll(entry => entry.IsSpent);
        return taken;
    }

    private int ClearAll()
    {
        var count = _entries.Count;
        _entries.Clear();
        return count;
    }

    private sealed class Entry(Fault fault)
    {
        private int _skip = fault.Skip;
        private int? _times = fault.Times;

        public Fault Fault { get; } = fault;

        public bool IsSpent => _times == 0;

        public Fault Remaining => Fault with { Skip = _skip, Times = _times };

        public bool Meets(SimulatorCall call)
        {
            if ((Fault.Call is { } mine && mine != call) || !Concerns(Fault.Kind, call))
            {
                return false;
            }

            if (_skip > 0)
            {
                _skip--;
                return false;
            }

            _times--;
            return true;
        }

        /// <summary>A fault for every call must not be used up by one that it cannot harm.</summary>
        private static bool Concerns(FaultKind kind, SimulatorCall call) => kind switch
        {
            FaultKind.SecondFactor => call == SimulatorCall.Login,
            FaultKind.ExpiredToken => call != SimulatorCall.Login,
            FaultKind.TotalsTooLow or FaultKind.TotalsTooHigh or FaultKind.EndlessPages or FaultKind.RepeatedRows =>
                call is SimulatorCall.GetOrganizations or SimulatorCall.GetRepositories or SimulatorCall.ListAssignedPlans,
            _ => true,
        };
    }
}
