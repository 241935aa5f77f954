using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>How one repository stands, from what the service says and nothing else.</summary>
public static class RepositoryStanding
{
    /// <summary>The last backup is newer than the last successful one.</summary>
    public static bool Failed(Repository repository) =>
        repository.LastBackup is { } last && (repository.LastSuccessfulBackup is not { } success || success < last);

    public static bool Never(Repository repository) => repository.LastSuccessfulBackup is null;

    public static bool Unprotected(Repository repository) => repository.IsProtected == false;

    public static bool Stale(Repository repository, DateTimeOffset limit) => repository.LastSuccessfulBackup is not { } success || success < limit;

    public static Tone ToneOf(Repository repository) => repository switch
    {
        _ when Failed(repository) => Tone.Bad,
        { IsRemoved: true } => Tone.Warning,
        _ when Unprotected(repository) => Tone.Warning,
        { LastSuccessfulBackup: null } => Tone.Warning,
        { IsProtected: null } => Tone.Unknown,
        _ => Tone.Good,
    };

    /// <summary>One line: protection, last success, visibility.</summary>
    public static Text Line(Repository repository)
    {
        var parts = new List<TextPart>
        {
            repository.IsProtected switch { true => "protected", false => "unprotected", null => "protection unknown" },
            " · last success ",
            Standing.When(repository.LastSuccessfulBackup),
        };
        if (Failed(repository))
        {
            parts.Add(" · last backup ");
            parts.Add(new Time(repository.LastBackup!.Value));
            parts.Add(" did not succeed");
        }

        if (repository.IsRemoved == true)
        {
            parts.Add(" · no longer visible at the Git host");
        }

        return Text.Of([.. parts]);
    }
}
