namespace XoperoBot.Simulator;

/// <summary>Lists every request and every change of state, the newest up to the configured numbers. Safe from any thread.</summary>
public sealed class Recorder
{
    private readonly Lock _gate = new();
    private readonly RecordedRequest?[] _requests;
    private readonly SimulationEvent?[] _events;
    private long _requestCount;
    private long _eventCount;

    internal Recorder(int requests, int events)
    {
        _requests = new RecordedRequest?[requests];
        _events = new SimulationEvent?[events];
    }

    /// <summary>How many requests came, forgotten ones included.</summary>
    public long RequestCount
    {
        get
        {
            lock (_gate)
            {
                return _requestCount;
            }
        }
    }

    /// <summary>Requests in the order in which they came.</summary>
    public IReadOnlyList<RecordedRequest> Requests()
    {
        lock (_gate)
        {
            return Read(_requests, _requestCount);
        }
    }

    /// <summary>Requests of one call.</summary>
    public IReadOnlyList<RecordedRequest> Requests(SimulatorCall call) => [.. Requests().Where(request => request.Call == call)];

    /// <summary>Changes of state in the order in which they happened. Read it through <see cref="Simulation.Events"/>, which first lets
    /// the simulation catch up with its clock.</summary>
    internal IReadOnlyList<SimulationEvent> Events()
    {
        lock (_gate)
        {
            return Read(_events, _eventCount);
        }
    }

    internal long Begin(RecordedRequest request)
    {
        lock (_gate)
        {
            var number = ++_requestCount;
            _requests[number % _requests.Length] = request with { Number = number };
            return number;
        }
    }

    internal void End(long number, int status, bool applied)
    {
        lock (_gate)
        {
            ref var kept = ref _requests[number % _requests.Length];
            if (kept?.Number == number)
            {
                kept = kept with { Status = status, Applied = applied };
            }
        }
    }

    internal SimulationEvent Add(SimulationEvent happened)
    {
        lock (_gate)
        {
            var number = ++_eventCount;
            var numbered = happened with { Number = number };
            _events[number % _events.Length] = numbered;
            return numbered;
        }
    }

    private static List<T> Read<T>(T?[] ring, long count)
        where T : class
    {
        var kept = new List<T>();
        for (var number = Math.Max(1, count - ring.Length + 1); number <= count; number++)
        {
            if (ring[number % ring.Length] is { } item)
            {
                kept.Add(item);
            }
        }

        return kept;
    }
}
