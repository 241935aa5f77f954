using System.Diagnostics;
using System.Globalization;
using System.Text;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Fuzz;

/// <summary>
/// Sends changed samples to one entrance for a bounded time. What led to a behaviour that was not seen before (an outcome, a line of the
/// log, a type of exception) is kept and changed further. <c>XOPEROBOT_FUZZ_SECONDS</c> and <c>XOPEROBOT_FUZZ_SEED</c> for longer runs.
/// </summary>
internal sealed class Fuzzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly List<byte[]> _corpus;
    private readonly HashSet<string> _behaviours = new(StringComparer.Ordinal);
    private readonly Mutator _mutator;
    private readonly Random _random;
    private readonly int _seed = (int)Number("XOPEROBOT_FUZZ_SEED", 1);

    public Fuzzer(IEnumerable<byte[]> samples)
    {
        _corpus = [.. samples];
        _mutator = new Mutator(_seed);
        _random = new Random(_seed);
    }

    public int Behaviours => _behaviours.Count;

    public int Inputs { get; private set; }

    /// <summary>Runs until the time is over.</summary>
    /// <param name="enter">Sends one input and names what it led to. Throws for what must never happen.</param>
    /// <param name="change">How samples are changed; by their structure and bytes unless said otherwise.</param>
    public async Task RunAsync(Func<byte[], Task<string>> enter, Func<Mutator, byte[], IReadOnlyList<byte[]>, byte[]>? change = null)
    {
        var started = Stopwatch.GetTimestamp();
        var time = TimeSpan.FromSeconds(Number("XOPEROBOT_FUZZ_SECONDS", 6));

        // The samples themselves first: they are what is right.
        foreach (var sample in _corpus.ToList())
        {
            _behaviours.Add(await EnterAsync(enter, sample));
        }

        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var sample = _corpus[_random.Next(_corpus.Count)];
            var input = change is null ? _mutator.Change(sample, _corpus) : change(_mutator, sample, _corpus);
            if (_behaviours.Add(await EnterAsync(enter, input)))
            {
                _corpus.Add(input);
            }
        }
    }

    private async Task<string> EnterAsync(Func<byte[], Task<string>> enter, byte[] input)
    {
        Inputs++;
        try
        {
            var entered = enter(input);
            var limit = new WaitLimit(Patience);
            while (!entered.IsCompleted && await Task.WhenAny(entered, Task.Delay(LookEvery)) != entered)
            {
                Assert.False(limit.IsOver(), "Nothing came of it in time.");
            }

            return await entered;
        }
        catch (Exception exception)
        {
            throw new FuzzFoundException($"{exception.Message} Seed {_seed}, input {Inputs}, as base 64: {Convert.ToBase64String(input)}\n{Encoding.UTF8.GetString(input)}", exception);
        }
    }

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

internal sealed class FuzzFoundException(string message, Exception inner) : Exception(message, inner);
