using System.Globalization;

namespace XoperoBot.Tests.Faults;

/// <summary>What people did and what went wrong in one fault run.</summary>
internal sealed class FaultHistory(int seed)
{
    private readonly List<string> _faults = [];
    private readonly List<(int From, int To)> _interruptions = [];
    private readonly Lock _gate = new();

    /// <summary>Words that were acknowledged, by their order; sure of it unless it took a second delivery or many were said at once.</summary>
    public List<(string Word, string Place, bool Sure)> Words { get; } = [];

    /// <summary>Repositories whose activation was asked.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that were approved.</summary>
    public HashSet<string> Approved { get; } = new(StringComparer.Ordinal);

    public HashSet<string> FailedPlans { get; } = new(StringComparer.Ordinal);

    public int Faults => _faults.Count;

    public int Kills { get; private set; }

    public void Fault(FormattableString what) => _faults.Add(what.ToString(CultureInfo.InvariantCulture));

    public void Kill(int at)
    {
        Kills++;
        Fault($"kill {at}");
    }

    /// <summary>Between these numbers of messages something was interrupted.</summary>
    public void Interruption(int from, int to)
    {
        lock (_gate)
        {
            _interruptions.Add((from, to));
        }
    }

    public bool WasInterrupted(int first, int again)
    {
        lock (_gate)
        {
            return _interruptions.Exists(interruption => interruption.From <= again && interruption.To > first);
        }
    }

    public override string ToString() => $"seed {seed}: {string.Join(", ", _faults)}";
}
