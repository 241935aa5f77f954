using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Benchmarks.Micro;

/// <summary>Parts of the way in, each beside the least that it could cost.</summary>
internal static class MicroBenchmarks
{
    public static int Run(string[] args) =>
        BenchmarkSwitcher.FromTypes([typeof(Parsing), typeof(Storing)]).Run(args.Length == 0 ? ["--filter", "*"] : args).Any() ? 0 : 1;
}

[MemoryDiagnoser]
public class Parsing
{
    private const string Line = "repos acme unprotected stale 26h name \"web shop\" --sort success --desc --page 3";

    [Benchmark(Baseline = true)]
    public string[] Split() => Line.Split(' ');

    [Benchmark]
    public object CommandLineParse() => XoperoBot.Core.Pipeline.CommandLine.Parse(Line);
}

[MemoryDiagnoser]
public class Storing
{
    private readonly Inbound _inbound = new Said
    {
        DeliveryId = "slack:13345224609.738474920.8088930838d88f008e0",
        Actor = new Actor("slack", "T0001/U2147483697", "olaf"),
        Place = new Place("slack", "C2147483705"),
        Text = "repos acme unprotected",
    };

    private byte[] _stored = [];

    [GlobalSetup]
    public void Setup() => _stored = Encoding.UTF8.GetBytes(StoredJson.Write(_inbound));

    [Benchmark(Baseline = true)]
    public long ReadTokens()
    {
        var reader = new Utf8JsonReader(_stored);
        while (reader.Read())
        {
            // Into nothing.
        }

        return reader.BytesConsumed;
    }

    [Benchmark]
    public string Write() => StoredJson.Write(_inbound);

    [Benchmark]
    public bool Read() => StoredJson.TryRead<Inbound>(Encoding.UTF8.GetString(_stored), out _);
}
