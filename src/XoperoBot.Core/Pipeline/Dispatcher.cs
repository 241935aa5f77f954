using Microsoft.Extensions.Logging;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Pipeline;

/// <summary>From a delivery to what the bot says: who is it, which command is meant, may they, run it, render the answer.</summary>
internal sealed partial class Dispatcher(
    CommandCatalog catalog,
    IPeople people,
    Forms forms,
    Replies replies,
    IEnumerable<IReaction> reactions,
    IEnumerable<IChoiceSource> sources,
    IEnumerable<IRefusalObserver> refusals,
    BusySign busy,
    IIds ids,
    ILogger<Dispatcher> logger) : ITurns
{
    public async Task<TurnResult> RunAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        var turn = ids.Short();
        try
        {
            var person = await people.FindAsync(inbound.Actor, cancellationToken);
            return inbound switch
            {
                Said said => await LineAsync(CommandLine.Parse(Bounded(said.Text)), said, person, turn, cancellationToken),
                Clicked clicked => await LineAsync(CommandLine.Parse(Bounded(clicked.Command)), clicked, person, turn, cancellationToken),
                Submitted submitted => await FormAsync(submitted, person, turn, cancellationToken),
                _ => await ReactAsync(inbound, person, cancellationToken),
            };
        }
        catch (XoperoException fault)
        {
            Log.Fault(logger, turn, fault.Server, fault.Fault, fault.Status);
            var sentence = $"{fault.Message} (id {turn})";
            return replies.Render(new CardReply(Replies.Sentence("No answer from the service", Tone.Bad, sentence)), command: null, inbound);
        }
        catch (Exception defect) when (defect is not (OperationCanceledException or DatabaseUnavailableException))
        {
            Log.Defect(logger, defect, turn, inbound.DeliveryId);
            var sentence = $"Something went wrong in the bot itself; nothing was changed. An administrator finds it in the log as {turn}.";
            return new TurnResult([Replies.Whisper(inbound, Replies.Sentence("Sorry", Tone.Bad, sentence))]);
        }
    }

    public async Task<IReadOnlyList<Choice>> LookupAsync(
        Actor actor, string source, string query, int limit, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(actor, cancellationToken);
        var parts = source.Split(':', 2);
        if (!person.May(Needs.AnyRole) || sources.FirstOrDefault(candidate => candidate.Name == parts[0]) is not { } found)
        {
            return [];
        }

        try
        {
            return await found.FindAsync(person.Sight, parts.Length > 1 ? parts[1] : "", query, limit, cancellationToken);
        }
        catch (XoperoException fault)
        {
            Log.Fault(logger, ids.Short(), fault.Server, fault.Fault, fault.Status);
            return [];
        }
    }

    public bool IsUrgent(Inbound inbound) => inbound switch
    {
        Said said => Found(said.Text),
        Clicked clicked => Found(clicked.Command),
        _ => false,
    };

    private bool Found(string line) => catalog.Find(CommandLine.Parse(Bounded(line)))?.Command.Info.Urgent ?? false;

    private async Task<TurnResult> LineAsync(
        IReadOnlyList<Token> line, Inbound inbound, Person person, string turn, CancellationToken cancellationToken)
    {
        if (line.Count == 0)
        {
            line = [new Token("help")];
        }

        if (catalog.Find(line) is not { } found)
        {
            return replies.Render(Unknown(line, person), command: null, inbound);
        }

        Log.Turn(logger, turn, found.Command.Info.Word, inbound.Actor.Key, inbound.Place, inbound.DeliveryId);
        return await CommandAsync(found.Command, found.After, inbound, person, turn, cancellationToken);
    }

    private async Task<TurnResult> CommandAsync(
        ICommand command, IReadOnlyList<Token> words, Inbound inbound, Person person, string turn, CancellationToken cancellationToken)
    {
        if (!person.May(command.Info.Needs))
        {
            Log.Refused(logger, turn, command.Info.Word, inbound.Actor.Key);
            var stores = refusals.Select(observer => observer.Refused(command.Info, person, inbound)).OfType<Func<Session, Task>>();
            return replies.Render(new RefusedReply(Refusal(command.Info, person)) { Stores = [.. stores] }, command.Info, inbound);
        }

        var arguments = Arguments.Bind(words, command.Info.Options);
        var reply = arguments.Wrong is { } wrong
            ? new UsageReply(wrong)
            : await busy.OverAsync(inbound, command.RunAsync(new Call(arguments, person, inbound, turn), cancellationToken), cancellationToken);
        return replies.Render(reply, command.Info, inbound);
    }

    private async Task<TurnResult> FormAsync(Submitted submitted, Person person, string turn, CancellationToken cancellationToken)
    {
        if (await forms.FindAsync(submitted.FormId, cancellationToken) is not { } open || catalog.Find(open.Command) is not { } command)
        {
            return replies.Render(new RefusedReply("This form was already sent in, cancelled, or is too old. Start again."), command: null, submitted);
        }

        if (!string.Equals(open.Owner, submitted.Actor.Key, StringComparison.OrdinalIgnoreCase))
        {
            return replies.Render(new RefusedReply("This form was opened for somebody else. Ask for your own."), command: null, submitted);
        }

        if (submitted.Cancelled)
        {
            var card = Replies.Sentence("Cancelled", Tone.Neutral, $"Cancelled; “{open.Command}” was not run.");
            var said = replies.Render(new CardReply(card) { Private = submitted.Message is null }, command.Info, submitted);
            return said with { Stores = [Forms.Close(submitted.FormId)] };
        }

        var wrong = Forms.Check(open.Form, submitted.Values);
        if (wrong.Count > 0)
        {
            return TurnResult.Nothing with { FieldErrors = wrong };
        }

        Log.Turn(logger, turn, open.Command, submitted.Actor.Key, submitted.Place, submitted.DeliveryId);
        var result = await CommandAsync(command, Forms.Tokens(open, submitted.Values), submitted, person, turn, cancellationToken);
        return result with { Stores = [Forms.Close(submitted.FormId), .. result.Stores] };
    }

    private async Task<TurnResult> ReactAsync(Inbound inbound, Person person, CancellationToken cancellationToken)
    {
        var says = new List<Outgoing>();
        var stores = new List<Func<Session, Task>>();
        foreach (var reaction in reactions)
        {
            var result = await reaction.ReactAsync(inbound, person, cancellationToken);
            says.AddRange(result.Says);
            stores.AddRange(result.Stores);
        }

        return new TurnResult(says) { Stores = stores };
    }

    private Reply Unknown(IReadOnlyList<Token> line, Person person)
    {
        var typed = line[0].Value;
        if (typed.Length > 40)
        {
            return new UsageReply("I did not understand that. Type “help” to see what I can do.");
        }

        var near = catalog.Near(typed, person);
        return near.Count == 0
            ? new UsageReply($"I do not know “{typed}”. Type “help” to see what I can do.")
            : new NotFoundReply("command", typed, [.. near.Select(word =>
                new Choice(CommandLine.Of([.. word.Split(' '), .. line.Skip(1).Select(token => token.Value)]), word))]);
    }

    private static string Refusal(CommandInfo command, Person person) => person switch
    {
        { Ambiguous: [_, ..] names } =>
            $"Your account {person.Account.Key} belongs to several people ({string.Join(", ", names)}), so nothing is allowed. An administrator must give it to one.",
        _ => $"“{command.Word}” needs the role {command.Needs.Grants()}. An administrator can grant it to {person.Account.Key}.",
    };

    private static string Bounded(string text) => text.Length <= CommandLine.MaxLength ? text : text[..CommandLine.MaxLength];

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Turn {Turn}: {Command} by {Actor} in {Place} (delivery {Delivery})")]
        public static partial void Turn(ILogger logger, string turn, string command, string actor, Place place, string delivery);

        [LoggerMessage(Level = LogLevel.Information, Message = "Turn {Turn}: {Command} refused to {Actor}")]
        public static partial void Refused(ILogger logger, string turn, string command, string actor);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Turn {Turn}: server {Server} failed with {Fault} (status {Status})")]
        public static partial void Fault(ILogger logger, string turn, string server, XoperoFault fault, int? status);

        [LoggerMessage(Level = LogLevel.Error, Message = "Turn {Turn} of delivery {Delivery} ended unexpectedly")]
        public static partial void Defect(ILogger logger, Exception defect, string turn, string delivery);
    }
}
