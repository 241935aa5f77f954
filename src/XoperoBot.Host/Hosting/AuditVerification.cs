using System.Data.Common;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Storage;

namespace XoperoBot.Host.Hosting;

/// <summary><c>audit verify</c>: proves the audit chain of the configured database, or names its first broken line.</summary>
internal static class AuditVerification
{
    public static bool IsAsked(string[] args) => args is ["audit", "verify", ..];

    /// <summary>0 when the chain holds, 2 when it is broken, 1 when the database cannot be read.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var proof = await services.GetRequiredService<AuditLog>().VerifyAsync(cancellationToken);
            await Console.Out.WriteLineAsync(proof.Broken ?? $"The audit holds: {proof.Lines} lines, head {proof.Head}");
            return proof.Broken is null ? 0 : 2;
        }
        catch (DatabaseUnavailableException unreachable)
        {
            await Console.Error.WriteLineAsync(unreachable.Message);
            return 1;
        }
        catch (DbException)
        {
            await Console.Error.WriteLineAsync("This database holds no audit: the bot has never started on it. Check Database:ConnectionString.");
            return 1;
        }
    }
}
