using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Audit;

/// <summary>At the start, puts on record who may do what and by which rules, whenever that differs from the start before.</summary>
internal sealed partial class ConfigurationAudit(
    AuditLog audit,
    IOptions<AccessOptions> access,
    IOptions<ApprovalsOptions> approvals,
    IManagementServices services,
    ILogger<ConfigurationAudit> logger) : IHostedService
{
    private const string Words = "configuration of people and rules";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var last = await audit.ReadAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Configuration, Text = Words }, 0, 1, cancellationToken);
        var entry = Describe(last.Count == 0 ? "First start, with this" : "Started with another");
        if (last is [var line] && line.Entry.Detail == entry.Detail)
        {
            return;
        }

        await audit.AppendAsync(entry, cancellationToken);
        Log.Changed(logger, entry.What);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // People, roles, rules and the servers' names: no section that holds a secret.
    private AuditEntry Describe(string how)
    {
        var facts = StoredJson.Write(new
        {
            access.Value.DefaultRoles,
            access.Value.DefaultServers,
            People = access.Value.People.Select(person => new { person.Name, person.Roles, person.Servers, person.Accounts }),
            Approvals = approvals.Value,
            Servers = services.All.Select(service => service.Name),
        });
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)));
        return new AuditEntry(AuditKind.Configuration, $"{how} {Words} ({digest[..16]}).", Sight.Every) { Detail = facts };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{What}")]
        public static partial void Changed(ILogger logger, string what);
    }
}
