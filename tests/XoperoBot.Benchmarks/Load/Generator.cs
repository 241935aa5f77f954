using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace XoperoBot.Benchmarks.Load;

/// <summary>What came of a round.</summary>
/// <param name="PerSecond">Answers in a second.</param>
/// <param name="Refused">Answers that were not 2xx.</param>
/// <param name="Latencies">Sorted.</param>
internal sealed record Round(double PerSecond, long Refused, TimeSpan[] Latencies)
{
    public TimeSpan Percentile(double share) =>
        Latencies.Length == 0 ? TimeSpan.Zero : Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * share))];
}

/// <summary>
/// HTTP/1.1 over bare sockets, one request at a time on each connection: it must cost far less than what it measures, and both sides of
/// a ratio pay the same for it.
/// </summary>
internal static class Generator
{
    private const int Largest = 16 * 1024;

    /// <summary>As fast as answers come.</summary>
    public static Task<Round> FloodAsync(int port, int connections, TimeSpan time, RequestMaker make)
    {
        var until = After(Stopwatch.GetTimestamp(), time);
        return RunAsync(connections, _ => ConnectionAsync(port, make, Now));

        ValueTask<long?> Now() => ValueTask.FromResult(Stopwatch.GetTimestamp() is var now && now < until ? now : (long?)null);
    }

    /// <summary>
    /// At a fixed rate, whatever the answers do: a request that has to wait for the one before it is late, and its latency counts from
    /// when it was due. One thread says what is due, each millisecond, and sleeps meanwhile: the cores are for what is measured.
    /// </summary>
    public static async Task<Round> PacedAsync(int port, int connections, TimeSpan time, double perSecond, RequestMaker make)
    {
        var dues = Enumerable.Range(0, connections).Select(_ => Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true })).ToList();
        var pacer = Task.Factory.StartNew(() => Pace(dues, time, perSecond), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var round = await RunAsync(connections, index => ConnectionAsync(port, make, () => NextAsync(dues[index].Reader)));
        await pacer;
        return round;
    }

    private static void Pace(List<Channel<long>> connections, TimeSpan time, double perSecond)
    {
        var from = Stopwatch.GetTimestamp();
        var until = After(from, time);
        long sent = 0;
        for (var now = from; now < until; now = Stopwatch.GetTimestamp())
        {
            for (var due = After(from, TimeSpan.FromSeconds(sent / perSecond)); due <= now; due = After(from, TimeSpan.FromSeconds(sent / perSecond)))
            {
                connections[(int)(sent++ % connections.Count)].Writer.TryWrite(due);
            }

            Thread.Sleep(1);
        }

        connections.ForEach(connection => connection.Writer.Complete());
    }

    private static async ValueTask<long?> NextAsync(ChannelReader<long> dues) =>
        await dues.WaitToReadAsync() && dues.TryRead(out var due) ? due : null;

    private static long After(long moment, TimeSpan time) => moment + (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static async Task<Round> RunAsync(int connections, Func<int, Task<(List<TimeSpan> Latencies, long Refused)>> connect)
    {
        var from = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, connections).Select(index => Task.Run(() => connect(index))));
        var took = Stopwatch.GetElapsedTime(from);
        var latencies = results.SelectMany(result => result.Latencies).ToArray();
        Array.Sort(latencies);
        return new Round(latencies.Length / took.TotalSeconds, results.Sum(result => result.Refused), latencies);
    }

    /// <param name="port">On this machine.</param>
    /// <param name="make">The requests.</param>
    /// <param name="next">When the next request was due, once it is; null at the end.</param>
    private static async Task<(List<TimeSpan> Latencies, long Refused)> ConnectionAsync(int port, RequestMaker make, Func<ValueTask<long?>> next)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (request, answer) = (new byte[Largest], new byte[Largest]);
        var latencies = new List<TimeSpan>(64 * 1024);
        var refused = 0L;
        while (await next() is { } due)
        {
            await socket.SendAsync(request.AsMemory(0, make(request)));
            if (!await AnsweredAsync(socket, answer))
            {
                refused++;
            }

            latencies.Add(Stopwatch.GetElapsedTime(due));
        }

        return (latencies, refused);
    }

    /// <summary>Reads one answer; true for 2xx.</summary>
    private static async Task<bool> AnsweredAsync(Socket socket, byte[] buffer)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The connection was closed.");
            }

            length += read;
            if (EndOf(buffer.AsSpan(0, length)) is { } end && length >= end)
            {
                return buffer[9] == (byte)'2';
            }
        }
    }

    /// <summary>Where the answer ends; null while its head is not there yet.</summary>
    private static int? EndOf(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var at = IndexOfLength(answer[..head]);
        if (at < 0)
        {
            // Chunked: its last chunk is empty. Without either there is no body.
            var body = answer[(head + 4)..];
            return answer[..head].IndexOf("hunked"u8) < 0 ? head + 4 : body.EndsWith("0\r\n\r\n"u8) ? answer.Length : null;
        }

        return System.Buffers.Text.Utf8Parser.TryParse(answer[at..head], out int length, out _) ? head + 4 + length : head + 4;
    }

    private static int IndexOfLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-Length: "u8);
        at = at < 0 ? head.IndexOf("ontent-length: "u8) : at;
        return at < 0 ? -1 : at + "ontent-Length: ".Length;
    }
}

/// <summary>Writes one whole request; returns its length. Called from many threads.</summary>
internal delegate int RequestMaker(Span<byte> buffer);
