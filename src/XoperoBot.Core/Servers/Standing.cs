using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>How things stand, in the vendor's words and by the vendor's thresholds.</summary>
/// <remarks>Thresholds: 100 % good, at least 90 % warning, less bad. Source:
/// <see href="https://helpcenter.xopero.com/xopero-one-en/management/dashboard/compliance"/>.</remarks>
public static class Standing
{
    private const double WarningFrom = 0.9;

    public static Tone OfShare(long part, long whole) => whole <= 0
        ? Tone.Neutral
        : part >= whole ? Tone.Good : (double)part / whole >= WarningFrom ? Tone.Warning : Tone.Bad;

    /// <summary>The protected share of an organization as a meter.</summary>
    public static Element Protection(Organization organization, string label)
    {
        if (organization is not { ProtectedRepositories: { } part, TotalRepositories: { } whole })
        {
            return new Notice(Tone.Unknown, $"{label}: the service did not say how many repositories are protected.");
        }

        var caption = whole == 0
            ? "no repositories"
            : string.Create(CultureInfo.InvariantCulture, $"{part:N0} of {whole:N0} protected ({Percent(part, whole)})");
        return new Meter(label, Math.Max(0, part), Math.Max(0, whole), OfShare(part, whole), caption);
    }

    /// <summary>A share that never rounds up to 100 % or down to 0 %.</summary>
    public static string Percent(long part, long whole)
    {
        var share = whole == 0 ? 0 : 100.0 * part / whole;
        share = part < whole ? Math.Min(share, 99.9) : share;
        share = part > 0 ? Math.Max(share, 0.1) : share;
        return string.Create(CultureInfo.InvariantCulture, $"{share:0.#} %");
    }

    /// <summary>How a plan's last run ended, as far as the counters tell.</summary>
    public static (Tone Tone, string Word) Outcome(Plan plan) => plan switch
    {
        { FinishedAt: null } => (Tone.Unknown, "without a recorded run"),
        { LastStatus: null } => (Tone.Unknown, "finished, outcome unknown"),
        { LastStatus.Errors: > 0 } => (Tone.Bad, "failed"),
        { LastStatus.Warnings: > 0 } => (Tone.Warning, "finished with warnings"),
        { LastStatus.Successes: > 0 } => (Tone.Good, "successfully finished"),
        _ => (Tone.Warning, "finished with nothing backed up"),
    };

    /// <summary>The counters of a plan's last run in words; empty when there are none.</summary>
    public static string Counters(PlanStatus? status) => status is null
        ? ""
        : $"{status.Successes} successful, {status.Warnings} with warnings, {status.Errors} failed";

    /// <summary>The worst of some tones: bad, then unknown, then warning.</summary>
    public static Tone Worst(params IEnumerable<Tone> tones) => tones.DefaultIfEmpty(Tone.Neutral).MaxBy(Weight);

    public static int Weight(Tone tone) => tone switch
    {
        Tone.Bad => 5,
        Tone.Unknown => 4,
        Tone.Warning => 3,
        Tone.Running => 2,
        Tone.Good => 1,
        _ => 0,
    };

    /// <summary>The worst that an organization's own figures say.</summary>
    public static Tone Of(Organization organization) => Worst(organization.Plans.Select(plan => Outcome(plan).Tone)
        .Append(organization is { ProtectedRepositories: { } part, TotalRepositories: { } whole } ? OfShare(part, whole) : Tone.Unknown)
        .Append(organization.MissingLicences > 0 ? Tone.Warning : Tone.Neutral));

    /// <summary>A time or "never".</summary>
    public static Text When(DateTimeOffset? at) => at is { } known ? Text.Of(new Time(known)) : "never";

    /// <summary>Word for a Git host's number: the administrator's, else the number as it came.</summary>
    public static string Driver(Organization organization, ServerOptions options) => organization.Driver switch
    {
        null => "unknown",
        { } number when options.Drivers.TryGetValue(number.ToString(CultureInfo.InvariantCulture), out var name) => name,
        { } number => string.Create(CultureInfo.InvariantCulture, $"driver {number}"),
    };
}
