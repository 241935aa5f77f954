using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;

namespace XoperoBot.Core.Features.Doctor;

/// <summary>Findings, the bad ones first; what is well is one line for each area.</summary>
internal static class DoctorCard
{
    private static readonly Tone[] Order = [Tone.Bad, Tone.Unknown, Tone.Warning, Tone.Neutral, Tone.Running, Tone.Good];

    public static Card Of(string title, IReadOnlyList<Finding> findings, IEnumerable<Element> after)
    {
        var worst = findings.Select(finding => finding.Tone).Where(tone => tone != Tone.Neutral).DefaultIfEmpty(Tone.Good).MinBy(tone => Array.IndexOf(Order, tone));
        var mend = findings.Where(finding => finding.Tone is Tone.Bad or Tone.Unknown or Tone.Warning).OrderBy(finding => Array.IndexOf(Order, finding.Tone)).ToList();
        var rest = findings.Except(mend).ToList();
        List<Element> body = [];
        if (mend.Count > 0)
        {
            body.Add(new Heading("To fix"));
            body.Add(new Items([.. mend.Select(finding => Item(finding))]));
        }

        if (rest.Count > 0)
        {
            body.Add(new Heading("Nothing to do"));
            body.Add(new Items([.. rest.Select(finding => Item(finding))]));
        }

        body.AddRange(after);
        return new Card(title, worst, body)
        {
            Summary = mend.Count == 0
                ? $"All is well: {findings.Count} things were looked at."
                : $"{mend.Count} of {findings.Count} things need somebody: {string.Join("; ", mend.Take(3).Select(finding => $"{finding.Area}: {finding.Says}"))}",
        };
    }

    private static Item Item(Finding finding) =>
        new(finding.Area, finding.Tone, Text.Recalled(finding.Fix is { } fix ? $"{finding.Says} {fix}" : finding.Says));
}
