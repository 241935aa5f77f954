using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace XoperoBot.Tests.Fakes;

/// <summary>One Socket Mode connection, played from Slack's side by a test.</summary>
internal sealed class FakeSlackSocket(FakeSlack slack, WebSocket socket, HttpContext http)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<JsonNode> _received = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _aborted = http.RequestAborted;
    private volatile bool _silent;

    public bool IsOpen => socket.State == WebSocketState.Open;

    /// <summary>Acknowledgements, in the order received.</summary>
    public IReadOnlyList<JsonNode> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    public Task<IReadOnlyList<JsonNode>> WaitForAcksAsync(int count) =>
        slack.WaitAsync(() => Received, acks => acks.Count >= count, $"{count} acknowledgements");

    public Task WaitForCloseAsync() => slack.WaitAsync(() => _done.Task.IsCompleted, closed => closed, "the socket to close");

    public Task SendAsync(JsonNode frame) => SendAsync(frame.ToJsonString());

    public async Task SendAsync(string frame)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task EnvelopeAsync(string id, string type, JsonNode payload) => SendAsync(new JsonObject
    {
        ["envelope_id"] = id,
        ["type"] = type,
        ["accepts_response_payload"] = type != "events_api",
        ["payload"] = payload,
    });

    /// <summary>Sends one, and is back when it is acknowledged here.</summary>
    public async Task AcknowledgedAsync(string type, JsonNode payload)
    {
        var id = Guid.NewGuid().ToString("N");
        await EnvelopeAsync(id, type, payload);
        await slack.WaitAsync(() => Received.Any(ack => (string?)ack["envelope_id"] == id), acknowledged => acknowledged, "the acknowledgement");
    }

    public Task DisconnectAsync(string reason) => SendAsync(new JsonObject
    {
        ["type"] = "disconnect",
        ["reason"] = reason,
        ["debug_info"] = new JsonObject { ["host"] = "wss-1" },
    });

    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);

    /// <summary>The connection breaks without a word.</summary>
    public void Drop()
    {
        if (_done.TrySetResult())
        {
            http.Abort();
        }
    }

    /// <summary>The connection stays, but nothing (no ping either) is answered any more after the next frame.</summary>
    public void FallSilent() => _silent = true;

    public async Task RunAsync(int connections)
    {
        await SendAsync(new JsonObject
        {
            ["type"] = "hello",
            ["num_connections"] = connections,
            ["connection_info"] = new JsonObject { ["app_id"] = "A1" },
            ["debug_info"] = new JsonObject { ["host"] = "applink-1", ["build_number"] = 1, ["approximate_connection_time"] = 18060 },
        });
        slack.Signal();
        try
        {
            while (!_silent && await ReceiveAsync() is { } text)
            {
                lock (_gate)
                {
                    _received.Add(JsonNode.Parse(text)!);
                }

                slack.Signal();
            }

            if (_silent)
            {
                await _done.Task.WaitAsync(_aborted);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The other side is gone; the test sees that the socket is closed.
        }
        finally
        {
            _done.TrySetResult();
            slack.Signal();
        }
    }

    private async Task<string?> ReceiveAsync()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), _aborted);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            frame.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(frame.ToArray());
            }
        }
    }
}
