using XoperoBot.Core.Chat;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground;

/// <summary>Writes what the bot says into the transcript; the open pages are woken by that.</summary>
internal sealed class PlaygroundChannel(Cast cast, Gate gate, TranscriptStore transcript, LiveFeed feed) : IChannel
{
    public string Name => Cast.Channel;

    /// <summary>No product limits us; this only keeps a runaway from flooding the page.</summary>
    public Pace Pace { get; } = new([new RateWindow(100, TimeSpan.FromSeconds(1))], [new RateWindow(500, TimeSpan.FromSeconds(1))]);

    public Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken)
    {
        if (!gate.IsOn)
        {
            return Done(new Refused("playground_off", "The Playground is switched off; set Playground:Enabled or choose another destination."));
        }

        if (!cast.Exists(outgoing.Place))
        {
            return Done(new Refused("unknown_room", "Add the room under Playground:Rooms or choose another destination.") { PlaceGone = true });
        }

        return outgoing switch
        {
            Post post => AddAsync(new Draft(null, post.Place, null, null, new ShownCard(post.Card)), cancellationToken),
            Update update => UpdateAsync(update, update.Message ?? message, cancellationToken),
            Whisper whisper => WhisperAsync(whisper.To, whisper.Place, new ShownCard(whisper.Card), cancellationToken),
            ShowForm form => AskAsync(form, cancellationToken),
            SendFile file => AddAsync(
                new Draft(null, file.Place, null, null, new GivenFile(file.FileId, file.FileName, file.ContentType, file.Title)),
                cancellationToken),
            Working { Words: { } words, To: { } waiting } working => WhisperAsync(waiting, working.Place, new ShownCard(words), cancellationToken),
            Working working => ShowWorking(working),
            // The page has no place of its own for a home card, and never says that one was opened.
            ShowHome => Done(new Sent()),
            _ => Done(new Refused("unknown_kind", "This version of the Playground does not know this kind of message.")),
        };
    }

    private static Task<Delivery> Done(Delivery delivery) => Task.FromResult(delivery);

    private static Sent AsSent(Entry entry) => new(new MessageRef(entry.Place, entry.Id));

    private async Task<Delivery> AddAsync(Draft draft, CancellationToken cancellationToken) =>
        AsSent(await transcript.AddAsync(draft, cancellationToken));

    private async Task<Delivery> UpdateAsync(Update update, MessageRef? message, CancellationToken cancellationToken)
    {
        var entry = message is null
            ? null
            : await transcript.ChangeAsync(message.Id, _ => new ShownCard(update.Card), cancellationToken);
        return entry is null
            ? new Refused("message_not_found", "The message is no longer in the Playground's transcript; ask again.")
            : AsSent(entry);
    }

    private Task<Delivery> WhisperAsync(Actor to, Place place, Content content, CancellationToken cancellationToken) =>
        Recipient(to) is { } person
            ? AddAsync(new Draft(null, place, null, person.Id, content), cancellationToken)
            : Done(UnknownPerson());

    /// <summary>A form stands on its own line even if it was asked for on a card: the card belongs to everybody, the form to one.</summary>
    private async Task<Delivery> AskAsync(ShowForm ask, CancellationToken cancellationToken)
    {
        if (Recipient(ask.To) is not { } person)
        {
            return UnknownPerson();
        }

        var id = $"f-{ask.Form.Id}";
        var content = new AskedForm(ask.Form, FormState.Open);
        var entry = await transcript.AddAsync(new Draft(id, ask.Place, null, person.Id, content), cancellationToken);
        return AsSent(entry.Content == content ? entry : await transcript.ChangeAsync(id, _ => content, cancellationToken) ?? entry);
    }

    private Task<Delivery> ShowWorking(Working working)
    {
        feed.Working(working.Place);
        return Done(new Sent());
    }

    private Player? Recipient(Actor actor) =>
        string.Equals(actor.Channel, Cast.Channel, StringComparison.Ordinal) ? cast.Find(actor.Account) : null;

    private static Refused UnknownPerson() => new("unknown_person", "This person is not among Playground:People.");
}
