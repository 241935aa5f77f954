using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using XoperoBot.Core.Chat;
using XoperoBot.Playground.Html;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Endpoints;

/// <summary>Typing and clicking.</summary>
internal static class ChatEndpoints
{
    private const int LongestText = 4000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/playground/say", SayAsync);
        endpoints.MapPost("/playground/click", ClickAsync);
    }

    private static async Task<IResult> SayAsync(
        HttpContext context, Cast cast, TranscriptStore transcript, IInbox inbox, CancellationToken cancellationToken)
    {
        var (submission, refusal) = await Submission.ReadAsync(context, cast);
        if (submission is null)
        {
            return Results.StatusCode(refusal);
        }

        var text = submission["text"].Trim();
        if (text.Length is 0 or > LongestText)
        {
            return Results.BadRequest();
        }

        var seat = submission.Seat;

        // Shown before it is accepted, so that no answer can stand above its question; sent again, both do nothing.
        await transcript.AddAsync(
            new Draft($"s-{submission.DeliveryId}", seat.Place, seat.Player.Id, null, new SaidLine(text)), cancellationToken);
        await inbox.AcceptAsync(
            new Said { DeliveryId = submission.DeliveryId, Actor = submission.Actor, Place = seat.Place, Private = seat.IsPersonal, Text = text },
            cancellationToken);
        return Reply.Done(context, seat);
    }

    private static async Task<IResult> ClickAsync(
        HttpContext context, Cast cast, TranscriptStore transcript, IInbox inbox, PageRenderer page, CancellationToken cancellationToken)
    {
        var (submission, refusal) = await Submission.ReadAsync(context, cast);
        if (submission is null)
        {
            return Results.StatusCode(refusal);
        }

        var seat = submission.Seat;
        var command = submission["command"];
        if (command.Length is 0 or > LongestText)
        {
            return Results.BadRequest();
        }

        if (await transcript.FindAsync(submission["entry"], seat, cancellationToken) is not { } entry)
        {
            return Results.NotFound();
        }

        // Gone from the card meanwhile: the click still arrives, and the bot says what became of the matter.
        var button = entry.Content is ShownCard shown ? ButtonOf(shown.Card, command) : null;
        if (button?.Confirm is { } question && submission["confirmed"] is not "yes")
        {
            return Results.Content(
                page.RenderConfirmation(new Reader(seat, Submission.TokenFor(context)), question, entry.Id, command), "text/html; charset=utf-8");
        }

        var inPlace = button?.InPlace is true;
        if (button is not null && !inPlace)
        {
            await transcript.AddAsync(
                new Draft($"s-{submission.DeliveryId}", seat.Place, seat.Player.Id, entry.OnlyFor, new PressedLine(button.Label)), cancellationToken);
        }

        await inbox.AcceptAsync(
            new Clicked
            {
                DeliveryId = submission.DeliveryId,
                Actor = submission.Actor,
                Place = seat.Place,
                Private = seat.IsPersonal,
                Command = command,
                Message = new MessageRef(entry.Place, entry.Id),
                InPlace = inPlace,
            },
            cancellationToken);
        return Reply.Done(context, seat);
    }

    private static Button? ButtonOf(Card card, string command) =>
        card.Actions.OfType<Button>()
            .Concat(card.Elements.OfType<Items>().SelectMany(items => items.List).Select(item => item.Button).OfType<Button>())
            .FirstOrDefault(button => string.Equals(button.Command, command, StringComparison.Ordinal));
}
