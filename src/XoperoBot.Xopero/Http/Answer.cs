using System.Buffers;

namespace XoperoBot.Xopero.Http;

/// <summary>What one attempt came to. Faults of the network and of the service are values here; only the caller's own cancellation throws.</summary>
internal sealed class Answer : IDisposable
{
    private byte[]? _buffer;
    private int _length;

    public XoperoFault? Fault { get; init; }

    public int? Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The service's clock (the header <c>Date</c>).</summary>
    public DateTimeOffset? ServiceTime { get; init; }

    /// <summary>Repeating the same may help.</summary>
    public bool MayPass { get; init; }

    /// <summary>The request never left this machine.</summary>
    public bool NothingSent { get; init; }

    /// <summary>For the log.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The body of a success, without a byte order mark; empty otherwise.</summary>
    public ReadOnlySpan<byte> Body
    {
        get
        {
            var body = _buffer.AsSpan(0, _length);
            return body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        }
    }

    /// <summary>Reads a whole body; false when it is larger than allowed.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, long? expected, int most, CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(expected ?? 0, 16 * 1024) + 1, most + 1L));
        while (true)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            _length += read;
            if (read == 0 || _length > most)
            {
                return _length <= most;
            }

            if (_length == _buffer.Length)
            {
                Grow(most);
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _length = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow(int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_length * 2L, most + 1L));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = larger;
    }
}
