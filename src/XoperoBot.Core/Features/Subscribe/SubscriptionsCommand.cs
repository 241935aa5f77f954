using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Subscribe;

/// <summary>What this place hears of; for administrators also every other place, the paused ones first.</summary>
internal sealed class SubscriptionsCommand(Subscriptions subscriptions) : ICommand
{
    public CommandInfo Info { get; } = new("subscriptions", "subscriptions [all]", "Shows what this place is told; “all” shows every place, for administrators.")
    {
        Options = [Pages.Option],
        Examples = ["subscriptions"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var all = call.Arguments.Words is [var word] && word.Is("all");
        if (all && !call.Person.May(Needs.Admin))
        {
            return new RefusedReply($"Other places' subscriptions are shown to people with the role {Needs.Admin.Grants()}.");
        }

        var sight = call.Person.Sight;
        var found = all ? await subscriptions.AllAsync(cancellationToken) : await subscriptions.OfAsync(call.Inbound.Place, cancellationToken);
        var ordered = found.Where(one => one.Scope.IsShownTo(sight)).OrderBy(one => one.PausedAt is null ? 1 : 0).ToList();
        var page = Pages.Clamp(call.Arguments.Page, ordered.Count);
        var summary = ordered.Count == 0
            ? $"This place is told nothing unasked{(sight.IsAll ? "" : " of what you may see")}."
            : $"{Describe.Count(ordered.Count, "subscription")} {Pages.Caption(page, ordered.Count)}".TrimEnd();
        var elements = new List<Element> { new Paragraph(summary) };
        if (ordered.Count > 0)
        {
            elements.Add(new Items([.. Pages.Of(ordered, page).Select(one => Line(one, all))]));
        }

        return new CardReply(new Card("Subscriptions", ordered.Exists(one => one.PausedAt is not null) ? Tone.Warning : Tone.Neutral, elements)
        {
            Summary = ordered.Count == 0 ? summary : $"{summary}.",
            Actions = [new Button("Subscribe", "subscribe"), .. Pages.Buttons(CommandLine.Of(all ? ["subscriptions", "all"] : ["subscriptions"]), page, ordered.Count)],
        })
        {
            Private = all,
        };
    }

    private static Item Line(Subscription one, bool withPlace)
    {
        var words = new List<TextPart> { TopicWords.Describe(one.Topics), $" · by {one.By}" };
        if (withPlace)
        {
            words.Add($" · {one.Place}");
        }

        if (one.PausedAt is { } paused)
        {
            words.Add(" · paused since ");
            words.Add(new Time(paused));
            words.Add($": {one.PausedWhy}");
        }

        return new Item(one.Name, one.PausedAt is null ? Tone.Neutral : Tone.Warning, Text.Of([.. words]))
        {
            Button = withPlace ? null : new Button("End", CommandLine.Of("unsubscribe", one.Name)),
        };
    }
}
