using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Xopero.Http;

namespace XoperoBot.Xopero;

/// <summary>Made when first asked for, so that whoever only needs to be put together does not fail for the configuration.</summary>
internal sealed class ManagementServices(IOptions<XoperoOptions> options, TimeProvider time, ILogger<ManagementService> logger) : IManagementServices, IDisposable
{
    private readonly Lazy<IReadOnlyList<(ManagementService Service, Exchange Exchange)>> _made =
        new(() => [.. options.Value.Servers.Select(server => Create(server, time, logger))]);

    public IReadOnlyList<IManagementService> All => field ??= [.. _made.Value.Select(made => made.Service)];

    public IManagementService? Find(string name) =>
        All.FirstOrDefault(service => string.Equals(service.Name, name, StringComparison.OrdinalIgnoreCase));

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            foreach (var (_, exchange) in _made.Value)
            {
                exchange.Dispose();
            }
        }
    }

    private static (ManagementService Service, Exchange Exchange) Create(XoperoServerOptions options, TimeProvider time, ILogger logger)
    {
        var exchange = new Exchange(ServerConnection.Create(options), options, time);
        var faults = new Faults(options.Name);
        var session = new Session(exchange, faults, options, time);
        return (new ManagementService(new Caller(exchange, session, faults, options, time, logger), faults, options, logger), exchange);
    }
}
