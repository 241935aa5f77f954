using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

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
    public static Task<Round> FloodAsync(int port, int connections, TimeSpan time, RequestMaker make) =>
        RunAsync(port, connections, time, make, interval: null);

    /// <summary>
    /// At a fixed rate, whatever the answers do: a request that has to wait for the one before it is late, and its latency counts from
    /// when it was due.
    /// </summary>
    public static Task<Round> PacedAsync(int port, int connections, TimeSpan time, double perSecond, RequestMaker make) =>
        RunAsync(port, connections, time, make, TimeSpan.FromSeconds(connections / perSecond));

    private static async Task<Round> RunAsync(int port, int connections, TimeSpan time, RequestMaker make, TimeSpan? interval)
    {
        var from = Stopwatch.GetTimestamp();
        var until = from + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(Enumerable.Range(0, connections).Select(index => Task.Run(() => ConnectionAsync(
            port, from + (interval is { } gap ? (long)(gap.TotalSeconds * Stopwatch.Frequency * index / connections) : 0), until, make, interval))));
        var took = Stopwatch.GetElapsedTime(from);
        var latencies = results.SelectMany(result => result.Latencies).ToArray();
        Array.Sort(latencies);
        return new Round(latencies.Length / took.TotalSeconds, results.Sum(result => result.Refused), latencies);
    }

    private static async Task<(List<TimeSpan> Latencies, long Refused)> ConnectionAsync(
        int port, long first, long until, RequestMaker make, TimeSpan? interval)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (request, answer) = (new byte[Largest], new byte[Largest]);
        var latencies = new List<TimeSpan>(64 * 1024);
        var (refused, due) = (0L, first);
        while (Stopwatch.GetTimestamp() < until)
        {
            if (interval is { } gap)
            {
                await UntilAsync(due);
            }
            else
            {
                due = Stopwatch.GetTimestamp();
            }

            await socket.SendAsync(request.AsMemory(0, make(request)));
            if (!await AnsweredAsync(socket, answer))
            {
                refused++;
            }

            latencies.Add(Stopwatch.GetElapsedTime(due));
            due += interval is { } next ? (long)(next.TotalSeconds * Stopwatch.Frequency) : 0;
        }

        return (latencies, refused);
    }

    private static async Task UntilAsync(long due)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero)
        {
            if (wait > TimeSpan.FromMilliseconds(1.5))
            {
                await Task.Delay(wait - TimeSpan.FromMilliseconds(1));
            }
            else
            {
                await Task.Yield();
            }
        }
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
