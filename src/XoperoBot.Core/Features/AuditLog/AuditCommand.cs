using XoperoBot.Core.Access;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.AuditLog;

/// <summary>Who did what: newest first, filtered, in pages or as a file.</summary>
internal sealed class AuditCommand(Audit.AuditLog audit, AuditFile file, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new(
        "audit",
        "audit [request] [--person <name>] [--kind <kind>] [--since 7d] [--text <text>] [--csv]",
        "Shows who asked for, decided and caused what.")
    {
        Needs = Needs.AnyRole,
        Options =
        [
            new Option("person", "Only what this person did."),
            new Option("kind", $"One of {string.Join(", ", Enum.GetNames<AuditKind>()).ToLowerInvariant()}."),
            new Option("since", "Not older than this, for example 7d or 12h."),
            new Option("text", "Only lines that hold this."),
            new Option("csv", "All of it as a CSV file.", TakesValue: false),
            Pages.Option,
        ],
        Examples = ["audit", "audit R-7K2M9Q", "audit --kind refusal --since 7d"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var (filter, words, wrong) = Read(call.Person.Sight, call.Arguments, time.GetUtcNow());
        if (wrong is not null)
        {
            return new UsageReply(wrong);
        }

        if (call.Arguments.Has("csv"))
        {
            return await file.ReplyAsync(filter, call, cancellationToken);
        }

        var total = await audit.CountAsync(filter, cancellationToken);
        var page = Pages.Clamp(call.Arguments.Page, total);
        var lines = await audit.ReadAsync(filter, (page - 1) * Pages.Size, Pages.Size, cancellationToken);
        return new CardReply(Card(lines, CommandLine.Of(["audit", .. words]), page, total, call.Person.Sight)) { Private = !call.Inbound.Private && call.Inbound is not Clicked { InPlace: true } };
    }

    private static Card Card(IReadOnlyList<AuditLine> lines, string line, int page, long total, Sight sight)
    {
        var summary = $"{Describe.Count(total, "line")} {Pages.Caption(page, total)}".TrimEnd();
        var table = new Table(["When", "Who", "What", "Where"], [.. lines.Select(one => new Text[]
        {
            Text.Of(new Time(one.At)), one.Entry.Person ?? one.Entry.Account ?? "the bot", Text.Of($"{one.Entry.Kind}: ", Text.Recalled(one.Entry.What)), Where(one.Entry),
        })])
        {
            Caption = "Audit, newest first",
        };
        return new Card("Audit", Tone.Neutral, [new Paragraph(summary), .. lines.Count > 0 ? new Element[] { table } : [], .. Describe.LeftOut(sight)])
        {
            Summary = summary,
            Actions = [.. Pages.Buttons(line, page, total), .. total > 0 ? new CardAction[] { new Button("All as CSV", $"{line} --csv") } : []],
        };
    }

    private static Text Where(AuditEntry entry) =>
        entry.Link is { } link ? Text.Of(new Link(entry.Place ?? "open", new Uri(link))) : entry.Place ?? "";

    private static (AuditFilter Filter, IReadOnlyList<string> Words, string? Wrong) Read(Sight sight, Arguments arguments, DateTimeOffset now)
    {
        var words = new List<string>(arguments.Words.Select(word => word.Value));
        foreach (var option in new[] { "person", "kind", "since", "text" })
        {
            words.AddRange(arguments.Value(option) is { } value ? [$"--{option}", value] : []);
        }

        var filter = new AuditFilter { Sight = sight, Person = arguments.Value("person"), Text = arguments.Value("text") };
        if (arguments.Words.Count > 0)
        {
            if (arguments.Words.Count > 1 || Core.Approvals.RequestId.Read(arguments.Words[0].Value) is not { } id)
            {
                return (filter, words, "A request's id looks like R-7K2M9Q; everything else is an option.");
            }

            filter = filter with { RequestId = id };
        }

        if (arguments.Value("kind") is { } kind)
        {
            if (!Enum.TryParse<AuditKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                return (filter, words, $"--kind takes one of {string.Join(", ", Enum.GetNames<AuditKind>()).ToLowerInvariant()}.");
            }

            filter = filter with { Kind = known };
        }

        if (arguments.Value("since") is { } since)
        {
            if (Durations.Read(since) is not { } span)
            {
                return (filter, words, "--since takes a time such as 7d or 12h.");
            }

            filter = filter with { Since = now - span };
        }

        return (filter, words, null);
    }
}
