using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>Reads the organizations of all servers side by side, each within the person's patience and never twice at once.</summary>
public sealed partial class ServerReader(
    IManagementServices services, IOptions<ServerOptions> options, TimeProvider time, ILogger<ServerReader> logger)
{
    private readonly ConcurrentDictionary<string, Reading> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<Task<Reading>>> _running = new(StringComparer.OrdinalIgnoreCase);

    public int Count(Sight sight) => services.SeenBy(sight).Count();

    /// <summary>One reading per server that is seen, in configured order. Faults are in the readings; this throws for none of them.</summary>
    public async Task<IReadOnlyList<Reading>> ReadAllAsync(Sight sight, CancellationToken cancellationToken) =>
        await Task.WhenAll(services.SeenBy(sight).Select(service => ReadAsync(service, cancellationToken)));

    public async Task<Reading> ReadAsync(IManagementService service, CancellationToken cancellationToken)
    {
        if (_last.TryGetValue(service.Name, out var last) && last.Fault is null && time.GetUtcNow() - last.At < options.Value.FreshFor)
        {
            return last;
        }

        var run = _running.GetOrAdd(service.Name, name => new Lazy<Task<Reading>>(() => RunAsync(name, service)));
        return await run.Value.WaitAsync(cancellationToken);
    }

    /// <summary>The newest successful reading, however old; null when there was none.</summary>
    public Reading? Last(string server) => _last.GetValueOrDefault(server);

    // Shared by everybody who waits for it, so it ends by its own patience and not by a caller's.
    private async Task<Reading> RunAsync(string name, IManagementService service)
    {
        await Task.Yield();
        using var patience = new CancellationTokenSource(options.Value.Patience, time);
        try
        {
            var organizations = new List<Organization>();
            await foreach (var organization in service.ListOrganizationsAsync(patience.Token))
            {
                organizations.Add(organization);
            }

            return _last[name] = new Reading(service, organizations, time.GetUtcNow(), Fault: null);
        }
        catch (XoperoException fault)
        {
            return Failed(service, fault);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Log.Impatient(logger, name, options.Value.Patience.TotalSeconds);
            return Failed(service, Late(service, options.Value.Patience));
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }

    /// <summary>What is said when a server did not answer within the person's patience.</summary>
    public static XoperoException Late(IManagementService service, TimeSpan patience) =>
        new(XoperoFault.Timeout, service.Name, $"The server {service.Name} did not answer within {patience.TotalSeconds:0.#} seconds.");

    private Reading Failed(IManagementService service, XoperoException fault) =>
        _last.TryGetValue(service.Name, out var last) ? last with { Fault = fault } : new Reading(service, [], At: null, fault);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Reading server {Server} took longer than {Seconds} s")]
        public static partial void Impatient(ILogger logger, string server, double seconds);
    }
}
