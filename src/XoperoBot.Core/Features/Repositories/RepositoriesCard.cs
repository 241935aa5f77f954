using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Repositories;

internal static class RepositoriesCard
{
    public static Card Of(OrganizationAt at, RepositoryFilter filter, RepositoryRows rows, DateTimeOffset readAt)
    {
        var words = filter.Words().ToList();
        var summary = $"{at.Organization.Name}: {Describe.Count(rows.Total, "repository", "repositories")}{filter.Said()} {Pages.Caption(rows.Page, rows.Total)}".TrimEnd();
        var line = CommandLine.Of(["repos", at.Path, .. words]);
        var table = new Table(
            ["Repository", "Protected", "Last success", "Last backup", "Next backup", "At the Git host"],
            [.. rows.Rows.Select(row => new Text[]
            {
                row.Name,
                row.IsProtected switch { true => "yes", false => "no", null => "unknown" },
                Standing.When(row.LastSuccessfulBackup),
                RepositoryStanding.Failed(row) ? Text.Of(new Time(row.LastBackup!.Value), ", did not succeed") : Standing.When(row.LastBackup),
                row.NextBackup is { } next ? Text.Of(new Time(next)) : "none",
                row.IsRemoved switch { true => "no longer visible", false => "visible", null => "unknown" },
            })])
        {
            Caption = $"Repositories of {at.Organization.Name}",
            RowTones = [.. rows.Rows.Select(RepositoryStanding.ToneOf)],
        };
        return new Card(
            $"Repositories of {at.Organization.Name}",
            Standing.Worst(rows.Rows.Select(RepositoryStanding.ToneOf)),
            [
                new Paragraph(summary),
                .. rows.Rows.Count > 0 ? new Element[] { table } : [],
                new Paragraph(Text.Of("Read ", new Time(readAt))) { Muted = true },
            ])
        {
            Summary = $"{summary}.",
            Actions =
            [
                .. Pages.Buttons(line, rows.Page, rows.Total),
                .. rows.Total > 0 ? new CardAction[] { new Button("All as CSV", $"{line} --csv") } : [],
                new Button("Organization", CommandLine.Of("org", at.Path)),
            ],
        };
    }
}
