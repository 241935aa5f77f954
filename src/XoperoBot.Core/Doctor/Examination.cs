using System.Data.Common;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Doctor;

/// <summary>All checkups, at once, each within its own time.</summary>
public sealed partial class Examination(IEnumerable<ICheckup> checkups, TimeProvider time, ILogger<Examination> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What was found and somebody may know, by area in the order of their registration.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(Sight sight, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(checkups.Select(checkup => Task.Run(() => ExamineAsync(checkup, cancellationToken), cancellationToken))))
            .SelectMany(found => found)
            .Where(finding => finding.Server.Length == 0 || sight.Sees(finding.Server))];

    private async Task<IReadOnlyList<Finding>> ExamineAsync(ICheckup checkup, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        using var late = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await foreach (var finding in checkup.ExamineAsync(stop.Token))
            {
                found.Add(finding);
            }
        }
        catch (Exception trouble) when (trouble is DatabaseUnavailableException or DbException)
        {
            found.Add(new Finding(checkup.Area, Tone.Unknown, "Cannot be looked at before the database is as it should be."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            found.Add(new Finding(checkup.Area, Tone.Unknown, $"The examination did not end within {Patience.TotalSeconds:0} seconds.")
            {
                Fix = "Look at what the last line before this one is about.",
            });
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            Log.Broken(logger, checkup.Area, defect);
            found.Add(new Finding(checkup.Area, Tone.Unknown, $"Could not be looked at: {defect.GetType().Name}; the log has the rest."));
        }

        return found;
    }

    /// <summary>Keys that are missing or wrong, as findings.</summary>
    public static IEnumerable<Finding> Configuration(IEnumerable<string> problems) => problems.Distinct(StringComparer.Ordinal).Select(problem =>
        new Finding("configuration", Tone.Bad, problem) { Fix = "Correct this key in appsettings.json, the environment (Section__Key) or the command line." });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The examination of {Area} broke off")]
        public static partial void Broken(ILogger logger, string area, Exception defect);
    }
}
