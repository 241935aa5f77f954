using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Organizations;

/// <summary>All organizations, trouble first, ten at a time.</summary>
internal sealed class OrgsCommand(ServerReader reader) : ICommand
{
    public CommandInfo Info { get; } = new("orgs", "orgs [server]", "Lists the organizations, those in trouble first.")
    {
        Aliases = ["organizations", "organisations"],
        Options = [Pages.Option],
        Examples = ["orgs"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var readings = await reader.ReadAllAsync(call.Person.Sight, cancellationToken);
        var server = call.Arguments.Text;
        var asked = readings.Where(reading => server.Length == 0 || string.Equals(reading.Server, server, StringComparison.OrdinalIgnoreCase)).ToList();
        if (asked.Count == 0)
        {
            var near = Nearest.To(server, readings.Select(reading => reading.Server));
            return new NotFoundReply("server", server, [.. near.Select(name => new Choice(CommandLine.Of("orgs", name), name))]);
        }

        return new CardReply(CardOf(asked, readings.Count, server, call.Arguments.Page));
    }

    private static Card CardOf(IReadOnlyList<Reading> readings, int servers, string server, int asked)
    {
        var all = Names.Organizations(readings.Where(reading => reading.Fault is null))
            .Select(at => (At: at, Tone: Standing.Of(at.Organization)))
            .OrderByDescending(item => Standing.Weight(item.Tone))
            .ThenBy(item => item.At.Path, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var page = Pages.Clamp(asked, all.Count);
        var summary = readings.All(reading => reading.Fault is not null)
            ? "How many organizations there are is unknown"
            : $"{Describe.Count(all.Count, "organization")} {Pages.Caption(page, all.Count)}".TrimEnd();
        var items = Pages.Of(all, page).Select(item => new Item(
            Describe.Name(item.At, servers), item.Tone, $"{Describe.Protection(item.At.Organization)} · {Describe.Organization(item.At.Organization)}")
        {
            Button = new Button("Open", CommandLine.Of("org", item.At.Path)),
        });
        var unread = Describe.Unread(readings).ToList();
        return new Card(
            "Organizations",
            Standing.Worst(all.Select(item => item.Tone).Concat(unread.Select(_ => Tone.Unknown))),
            [.. unread, new Paragraph(summary), new Items([.. items]), Describe.Age(readings)])
        {
            Summary = unread.Count == 0 ? $"{summary}{Describe.Attention(all.Select(item => item.Tone))}." : $"{summary}{Describe.Attention(all.Select(item => item.Tone))}; {unread.Count} of {servers} servers could not be read.",
            Actions = [.. Pages.Buttons(CommandLine.Of(server.Length == 0 ? ["orgs"] : ["orgs", server]), page, all.Count)],
        };
    }
}
