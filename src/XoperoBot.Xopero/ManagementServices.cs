using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Xopero.Http;

namespace XoperoBot.Xopero;

internal sealed class ManagementServices : IManagementServices, IDisposable
{
    private readonly List<Exchange> _exchanges = [];

    public ManagementServices(IOptions<XoperoOptions> options, TimeProvider time, ILogger<ManagementService> logger) =>
        All = [.. options.Value.Servers.Select(server => Create(server, time, logger))];

    public IReadOnlyList<IManagementService> All { get; }

    public IManagementService? Find(string name) =>
        All.FirstOrDefault(service => string.Equals(service.Name, name, StringComparison.OrdinalIgnoreCase));

    public void Dispose() => _exchanges.ForEach(exchange => exchange.Dispose());

    private ManagementService Create(XoperoServerOptions options, TimeProvider time, ILogger logger)
    {
        var exchange = new Exchange(ServerConnection.Create(options), options, time);
        _exchanges.Add(exchange);
        var faults = new Faults(options.Name);
        var session = new Session(exchange, faults, options, time);
        return new ManagementService(new Caller(exchange, session, faults, options, time, logger), faults, options, logger);
    }
}
