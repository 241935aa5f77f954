using XoperoBot.Simulator.State;
using XoperoBot.Simulator.Wire;

namespace XoperoBot.Simulator;

/// <summary>
/// The state of one simulated Management Service. It moves only when it is looked at, to where its clock then stands, so that it
/// behaves the same under a test's clock as under the real one. Safe from any thread.
/// </summary>
public sealed class Simulation
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;

    /// <param name="options">What to simulate; read at once and while running.</param>
    /// <param name="time">The clock of schedules, tokens and slow answers.</param>
    public Simulation(SimulatorOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Options = options;
        _time = time;
        var dice = new Dice(options.Seed);
        Recorder = new Recorder(options.RecordedRequests, options.RecordedEvents);
        Engine = new Engine(options, dice, Recorder);
        Tokens = new TokenBook(options, dice);
        Estate.Build(Engine, options, NowMs);
        Script = new SimulationScript(this);
    }

    public SimulatorOptions Options { get; }

    public Recorder Recorder { get; }

    /// <summary>Makes things happen.</summary>
    public SimulationScript Script { get; }

    internal Engine Engine { get; }

    internal TokenBook Tokens { get; }

    internal TimeProvider Time => _time;

    internal long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes of state up to now, in the order in which they happened: what a watcher should have found out.</summary>
    public IReadOnlyList<SimulationEvent> Events()
    {
        using var held = Enter();
        return Recorder.Events();
    }

    /// <summary>Everything worth showing, as it stands now.</summary>
    public SimulationSnapshot Snapshot()
    {
        using var held = Enter();
        return SimulationSnapshot.Of(this);
    }

    /// <summary>Takes the lock and lets the state catch up with the clock.</summary>
    internal Lock.Scope Enter()
    {
        var scope = _gate.EnterScope();
        Engine.Advance(NowMs);
        return scope;
    }
}
