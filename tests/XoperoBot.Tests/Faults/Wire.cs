using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace XoperoBot.Tests.Faults;

/// <summary>A connection between a process and what it needs that can be cut (everything breaks, nothing new begins) and held up (nothing
/// gets through and nobody is told).</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _to;
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _through = Done();
    private volatile bool _cut;

    public Wire(EndPoint to)
    {
        _to = to;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The same address through this wire.</summary>
    public string Through(string address) => new UriBuilder(address) { Port = Port }.Uri.AbsoluteUri;

    public async Task CutAsync(TimeSpan time)
    {
        _cut = true;
        foreach (var socket in _open.Keys)
        {
            Break(socket);
        }

        await Task.Delay(time);
        _cut = false;
    }

    public async Task HoldUpAsync(TimeSpan time)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _through = held;
        await Task.Delay(time);
        held.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _through.TrySetResult();
        _listener.Dispose();
        foreach (var socket in _open.Keys)
        {
            Break(socket);
        }

        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private static void Break(Socket socket)
    {
        try
        {
            // With a reset, as a router does, and not with a goodbye.
            socket.Close(0);
        }
        catch (SocketException)
        {
            // It is broken already.
        }
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var near = await _listener.AcceptAsync(_end.Token);
                _ = Task.Run(() => CarryAsync(near));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The end; or the other side gave up before it was accepted.
            }
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(_to.AddressFamily, SocketType.Stream, _to is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        _open[near] = 0;
        _open[far] = 0;
        try
        {
            if (!_cut)
            {
                await far.ConnectAsync(_to, _end.Token);
                await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // What it leads to is away.
        }
        finally
        {
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
            Break(near);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(), _end.Token) is > 0 and var read)
            {
                await _through.Task;
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
