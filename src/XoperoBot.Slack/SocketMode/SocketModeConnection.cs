using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Intake;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.SocketMode;

/// <summary>Why a connection is no longer enough.</summary>
internal enum ConnectionEnd
{
    /// <summary>Slack will close it: replace it first.</summary>
    Refresh,

    /// <summary>Closed, dropped or silent.</summary>
    Lost,

    /// <summary>Socket Mode was switched off for the app.</summary>
    Disabled,
}

/// <summary>One socket, from hello to its end. Every envelope is stored, then acknowledged on the socket that brought it.</summary>
internal sealed partial class SocketModeConnection : IDisposable
{
    private const int LongestFrame = 1024 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly EnvelopeIntake _intake;
    private readonly SocketModeTimings _timings;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ConnectionEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;

    public SocketModeConnection(EnvelopeIntake intake, SocketModeTimings timings, ILogger logger)
    {
        _intake = intake;
        _timings = timings;
        _logger = logger;
        _socket.Options.KeepAliveInterval = timings.Ping;
        _socket.Options.KeepAliveTimeout = timings.Silence;
    }

    /// <summary>Ends when the connection must be replaced.</summary>
    public Task<ConnectionEnd> End => _end.Task;

    /// <summary>Connects and waits for Slack's hello. Throws when either does not come.</summary>
    public async Task OpenAsync(Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_timings.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await _socket.ConnectAsync(address, either.Token);
        _reading = ReadAllAsync();
        var first = await Task.WhenAny(_hello.Task, _end.Task).WaitAsync(_timings.Hello, time, cancellationToken);
        if (first != _hello.Task)
        {
            throw new WebSocketException("The socket closed before hello.");
        }
    }

    /// <summary>Reads on for what is still under way, then closes.</summary>
    public async Task DrainAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _reading.WaitAsync(_timings.Drain, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await CloseAsync();
        }
    }

    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await _reading;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await ReadAsync() is { } frame)
            {
                Handle(frame);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidDataException)
        {
            var kind = exception.GetType().Name;
            Log.Dropped(_logger, kind);
        }
        finally
        {
            _end.TrySetResult(ConnectionEnd.Lost);
        }
    }

    private async Task<byte[]?> ReadAsync()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _closing.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (frame.Length + part.Count > LongestFrame)
            {
                throw new InvalidDataException("A frame is longer than allowed.");
            }

            frame.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return frame.ToArray();
            }
        }
    }

    private void Handle(byte[] frame)
    {
        if (Parse(frame) is not { } envelope)
        {
            Log.Unreadable(_logger);
            return;
        }

        switch (envelope.Type)
        {
            case "hello":
                _hello.TrySetResult();
                break;
            case "disconnect":
                Log.Disconnecting(_logger, envelope.Reason ?? "-");
                _end.TrySetResult(envelope.Reason is "link_disabled" ? ConnectionEnd.Disabled : ConnectionEnd.Refresh);
                break;
            default:
                _ = AcknowledgeAsync(envelope);
                break;
        }
    }

    private async Task AcknowledgeAsync(Envelope envelope)
    {
        try
        {
            var reply = await _intake.HandleAsync(envelope, CancellationToken.None);
            if (!reply.Again && envelope.EnvelopeId is { } id)
            {
                await SendAsync(reply.Json is { } json
                    ? SlackJson.Write(new { envelope_id = id, payload = JsonElement.Parse(json) })
                    : SlackJson.Write(new { envelope_id = id }));
            }
        }
        catch (Exception exception)
        {
            // Not acknowledged, so Slack sends it again; this socket must live on for the others.
            Log.Failed(_logger, exception, envelope.EnvelopeId ?? "-");
        }
    }

    private async Task SendAsync(string json)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static Envelope? Parse(byte[] frame)
    {
        try
        {
            return JsonSerializer.Deserialize<Envelope>(frame, SlackJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A Slack connection ended: {Kind}")]
        public static partial void Dropped(ILogger logger, string kind);

        [LoggerMessage(Level = LogLevel.Information, Message = "Slack asks to reconnect: {Reason}")]
        public static partial void Disconnecting(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack sent a frame that is not JSON")]
        public static partial void Unreadable(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Could not take Slack's envelope {Envelope}; Slack will send it again")]
        public static partial void Failed(ILogger logger, Exception exception, string envelope);
    }
}
