using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>For whom a card is drawn.</summary>
/// <param name="Key">Our name of the message; every button carries it.</param>
/// <param name="Reader">The one person who will see this drawing; null when everybody does.</param>
/// <param name="Readers">Teams ids of those whose clients ask for a drawing of their own; null where everybody sees the same.</param>
internal sealed record CardView(string? Key = null, Actor? Reader = null, IReadOnlyList<string>? Readers = null)
{
    public static CardView Everybody { get; } = new();

    public bool ShowsButtons(Card card) =>
        Reader is null || card.ButtonsFor is not { } allowed || allowed.Contains(Reader);
}

/// <summary>
/// Neutral card to Adaptive Cards: one when it fits into a message, else as many as it takes, numbered, with nothing left out.
/// </summary>
internal static class AdaptiveCardRenderer
{
    // The envelope of an activity around its card: type, reply id, summary, attachment.
    private const int EnvelopeBytes = 1_200;

    public static IReadOnlyList<AdaptiveCard> Draw(Card card, CardView view)
    {
        var elements = new List<CardElement>();
        elements.AddRange(LongTitle(card));
        var renderer = new ElementRenderer(view.ShowsButtons(card) ? item => ActionRenderer.Draw(item, view.Key) : null);
        elements.AddRange(card.Elements.SelectMany(renderer.Draw));
        var actions = view.ShowsButtons(card) ? card.Actions.Select(action => ActionRenderer.Draw(action, view.Key)).ToList() : [];
        elements.AddRange(Surplus(actions));
        return Pages(card, view, elements, actions);
    }

    /// <summary>The bytes of the message that carries this card and nothing else.</summary>
    public static int MessageBytes(AdaptiveCard card) => CardSize.Of(card) + EnvelopeBytes;

    private static List<AdaptiveCard> Pages(Card card, CardView view, List<CardElement> elements, List<AdaptiveAction> actions)
    {
        var whole = Frame(card, view, elements, actions, string.Empty);
        if (MessageBytes(whole) <= TeamsLimits.ActivityBytes)
        {
            return [whole];
        }

        var room = TeamsLimits.ActivityBytes - MessageBytes(Frame(card, view, [], actions, " (999/999)"));
        var pages = new List<List<CardElement>> { new() };
        var used = 0;
        foreach (var element in elements)
        {
            var size = CardSize.Of(element);
            if (used + size > room && pages[^1].Count > 0)
            {
                pages.Add([]);
                used = 0;
            }

            pages[^1].Add(element);
            used += size;
        }

        return [.. pages.Select((body, index) => Frame(
            card, view, body, index == pages.Count - 1 ? actions : [], pages.Count == 1 ? string.Empty : $" ({index + 1}/{pages.Count})"))];
    }

    private static AdaptiveCard Frame(Card card, CardView view, List<CardElement> body, List<AdaptiveAction> actions, string page) => new()
    {
        FallbackText = LiteralText.Sentence(card.Aloud()),
        Speak = LiteralText.Spoken(card.Aloud()),
        Body = [Title(card, page), .. body],
        Actions = actions.Count > 0 ? actions : null,
        Refresh = view.Readers is { Count: > 0 } readers && card.Refresh is { } command
            ? new RefreshDefinition(ActionRenderer.Refresh(command, view.Key), readers)
            : null,
        Msteams = new TeamsCardOptions("Full"),
    };

    private static RichTextBlock Title(Card card, string page) => LiteralText.Block(
        Text.Of(ToneStyle.Prefix(card.Tone), LiteralText.Cut(card.Title, TeamsLimits.TitleLength), page),
        new TextRun(string.Empty) { Weight = "Bolder", Size = "Large" });

    private static IEnumerable<CardElement> LongTitle(Card card) => card.Title.Length <= TeamsLimits.TitleLength
        ? []
        : LiteralText.Slices(Text.FromString(card.Title)).Select(text => LiteralText.Block(text));

    /// <summary>Takes out of the row what it cannot hold, and lays it out in the body above it.</summary>
    private static List<CardElement> Surplus(List<AdaptiveAction> actions)
    {
        var kept = 0;
        var size = 0;
        while (kept < actions.Count && kept < TeamsLimits.ActionsPerSet && (size += SizeOf(actions[kept])) <= TeamsLimits.ActionBytes)
        {
            kept++;
        }

        var surplus = actions.Skip(kept).Chunk(2).Select(pair => (CardElement)new ActionSet(pair)).ToList();
        actions.RemoveRange(kept, actions.Count - kept);
        return surplus;
    }

    private static int SizeOf(AdaptiveAction action) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(action, WireJson.Options).Length;
}
