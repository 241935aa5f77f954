using System.Globalization;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Organizations;

/// <summary>One organization: protection, licences, plans.</summary>
internal sealed class OrgCommand(Names names, ServerReader reader, IOptions<ServerOptions> options) : ICommand
{
    private const int MostPlans = 10;

    public CommandInfo Info { get; } = new("org", "org <organization>", "Shows one organization: protection, licences and plans.")
    {
        Aliases = ["organization", "organisation"],
        Examples = ["org acme", "org main/acme"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var typed = call.Arguments.Text;
        if (typed.Length == 0)
        {
            return new UsageReply("Which organization?");
        }

        var (found, instead) = await names.OrganizationAsync(call.Person.Sight, typed, name => CommandLine.Of("org", name), cancellationToken);
        return found is null ? instead! : new CardReply(CardOf(found));
    }

    private Card CardOf(OrganizationAt at)
    {
        var organization = at.Organization;
        var facts = new Facts(
        [
            new Fact("Server", at.Service.Name),
            new Fact("Git host", organization.ApiUrl is { Length: > 0 } url ? $"{Standing.Driver(organization, options.Value)}, {url}" : Standing.Driver(organization, options.Value)),
            new Fact("Licences missing", Number(organization.MissingLicences), organization.MissingLicences > 0 ? Tone.Warning : Tone.Neutral),
            new Fact("No longer visible at the Git host", Number(organization.RemovedRepositories)),
            new Fact("Synchronising now", organization.SynchronizationInProgress switch { true => "yes", false => "no", null => "unknown" }),
        ]);
        var plans = organization.Plans.OrderByDescending(plan => Standing.Weight(Standing.Outcome(plan).Tone)).ThenBy(plan => plan.Name, StringComparer.OrdinalIgnoreCase);
        var elements = new List<Element> { Standing.Protection(organization, "Protected"), facts, new Heading(Describe.Count(organization.Plans.Count, "plan")) };
        elements.Add(new Items([.. plans.Take(MostPlans).Select(plan =>
            new Item(plan.Name, Standing.Outcome(plan).Tone, Describe.Plan(plan)) { Button = new Button("Open", CommandLine.Of("plan", plan.Id)) })]));
        if (organization.Plans.Count > MostPlans)
        {
            elements.Add(new Paragraph($"{organization.Plans.Count - MostPlans} more: “plans” lists them all."));
        }

        elements.Add(Describe.Age(reader.Last(at.Service.Name) is { } reading ? [reading] : []));
        return new Card(organization.Name, Standing.Of(organization), elements)
        {
            Summary = $"{organization.Name}: {Describe.Protection(organization)}; {Describe.Organization(organization)}.",
            Actions =
            [
                new Button("Repositories", CommandLine.Of("repos", at.Path)),
                new Button("Unprotected repositories", CommandLine.Of("repos", at.Path, "unprotected")),
                new Button("All plans", CommandLine.Of("plans", at.Path)),
                new Button("Synchronise", CommandLine.Of("sync", at.Path)),
                .. Describe.Console(at.Service),
            ],
        };
    }

    private static string Number(int? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
}
