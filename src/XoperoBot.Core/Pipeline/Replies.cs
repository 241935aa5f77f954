using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>Turns what a command answers into messages: what is everybody's is posted, what is one person's is whispered.</summary>
internal sealed class Replies(Forms forms)
{
    public TurnResult Render(Reply reply, CommandInfo? command, Inbound inbound)
    {
        if (reply is FormReply form)
        {
            return Ask(form, command!, inbound);
        }

        var says = Card(reply, command) is { } card ? [Show(card, reply, inbound), .. reply.Also] : reply.Also;
        return new TurnResult(says) { Stores = reply.Stores };
    }

    /// <summary>A card for the person alone.</summary>
    public static Outgoing Whisper(Inbound inbound, Card card) =>
        new Whisper(inbound.Actor, card) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context };

    private TurnResult Ask(FormReply reply, CommandInfo command, Inbound inbound)
    {
        var (form, store) = forms.Open(reply, command.Word, inbound);
        var ask = new ShowForm(inbound.Actor, form)
        {
            Place = inbound.Place,
            Thread = inbound.Thread,
            Context = inbound.Context,
            Message = MessageOf(inbound),
        };
        return new TurnResult([ask, .. reply.Also]) { Stores = [store, .. reply.Stores] };
    }

    private static Outgoing Show(Card card, Reply reply, Inbound inbound) => reply switch
    {
        CardReply { Private: false } when MessageOf(inbound) is { } message =>
            new Update(card) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context, Message = message },
        CardReply { Private: false } open =>
            new Post(card) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context, Key = open.Key },
        _ => Whisper(inbound, card),
    };

    // The message that the answer takes the place of: the clicked card, or the form that was sent in.
    private static MessageRef? MessageOf(Inbound inbound) => inbound switch
    {
        Clicked { InPlace: true } clicked => clicked.Message,
        Submitted submitted => submitted.Message,
        _ => null,
    };

    private static Card? Card(Reply reply, CommandInfo? command) => reply switch
    {
        CardReply card => card.Card,
        UsageReply usage => Usage(usage, command),
        NotFoundReply missing => NotFound(missing),
        AmbiguousReply many => Ambiguous(many),
        RefusedReply refused => Sentence("Not done", Tone.Warning, refused.Sentence),
        _ => null,
    };

    /// <summary>A card that says one thing.</summary>
    public static Card Sentence(string title, Tone tone, string sentence) =>
        new(title, tone, [new Notice(tone, Text.Recalled(sentence))]) { Summary = sentence };

    private static Card Usage(UsageReply usage, CommandInfo? command)
    {
        if (command is null)
        {
            return Sentence("Not understood", Tone.Warning, usage.Wrong);
        }

        var facts = new List<Fact> { new("Usage", Text.Of(new Plain(command.Usage) { Code = true })) };
        facts.AddRange(command.Examples.Take(2).Select(example => new Fact("Example", Text.Of(new Plain(example) { Code = true }))));
        return new Card("Not understood", Tone.Warning, [new Notice(Tone.Warning, usage.Wrong), new Facts(facts)])
        {
            Summary = $"{usage.Wrong} Usage: {command.Usage}",
            Actions = [new Button("Help", CommandLine.Of("help", command.Word))],
        };
    }

    private static Card NotFound(NotFoundReply missing)
    {
        var sentence = $"There is no {missing.Kind} named “{missing.Name}”.";
        var elements = new List<Element> { new Notice(Tone.Warning, sentence) };
        if (missing.Doubt is { } doubt)
        {
            elements.Add(new Notice(Tone.Unknown, doubt));
        }

        if (missing.Near.Count > 0)
        {
            elements.Add(new Paragraph("Did you mean one of these?"));
        }

        return new Card("Not found", Tone.Warning, elements)
        {
            Summary = missing.Doubt is null ? sentence : $"{sentence} {missing.Doubt}",
            Actions = [.. missing.Near.Select(near => new Button(Shorten(near.Label), near.Value) { InPlace = true })],
        };
    }

    private static Card Ambiguous(AmbiguousReply many)
    {
        const int most = 10;
        var sentence = $"{many.Choices.Count} {Plural(many.Kind)} are named “{many.Name}”. Which one?";
        var elements = new List<Element>
        {
            new Paragraph(sentence),
            new Items([.. many.Choices.Take(most).Select(choice =>
                new Item(choice.Label, Tone.Neutral, Text.Empty) { Button = new Button(Shorten($"Choose {choice.Label}"), choice.Value) { InPlace = true } })]),
        };
        if (many.Choices.Count > most)
        {
            elements.Add(new Paragraph($"{many.Choices.Count - most} more: add the server or organization before the name to narrow it down."));
        }

        return new Card("Which one?", Tone.Neutral, elements) { Summary = sentence };
    }

    private static string Plural(string kind) => kind.EndsWith('y') ? $"{kind[..^1]}ies" : $"{kind}s";

    private static string Shorten(string label) => label.Length <= 75 ? label : string.Concat(label.AsSpan(0, 74), "…");
}
