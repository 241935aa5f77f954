using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using XoperoBot.Core.Chat;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Endpoints;

/// <summary>Forms that were filled in, and what their fields look up.</summary>
internal static class SubmitEndpoint
{
    private const int MostChoices = 20;
    private const int LongestQuery = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/playground/submit", SubmitAsync);
        endpoints.MapGet("/playground/lookup", LookupAsync);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, Cast cast, TranscriptStore transcript, IInbox inbox, FormFiller filler, CancellationToken cancellationToken)
    {
        var (submission, refusal) = await Submission.ReadAsync(context, cast);
        if (submission is null)
        {
            return Results.StatusCode(refusal);
        }

        var seat = submission.Seat;
        if (await transcript.FindAsync(submission["entry"], seat, cancellationToken) is not { Content: AskedForm asked } entry)
        {
            return Results.NotFound();
        }

        if (asked.State != FormState.Open)
        {
            return Reply.Done(context, seat);
        }

        var cancelled = submission["cancelled"] is "true";
        var values = await filler.ReadAsync(asked.Form, submission, cancellationToken);

        var answer = await inbox.AskAsync(
            new Submitted
            {
                DeliveryId = submission.DeliveryId,
                Actor = submission.Actor,
                Place = seat.Place,
                Private = seat.IsPersonal,
                FormId = asked.Form.Id,
                Values = values,
                Message = new MessageRef(entry.Place, entry.Id),
                Cancelled = cancelled,
            },
            _ => false,
            Patience,
            cancellationToken);
        var next = answer.FieldErrors.Count > 0
            ? asked with { Form = FormFiller.Fill(asked.Form, submission, values, answer.FieldErrors) }
            : asked with { State = cancelled ? FormState.Cancelled : FormState.Sent };

        // The bot may have asked anew in the same form meanwhile; that stands.
        await transcript.ChangeAsync(entry.Id, now => now.Change == entry.Change ? next : now.Content, cancellationToken);
        return Reply.Done(context, seat);
    }

    private static async Task<IResult> LookupAsync(HttpContext context, Cast cast, IInbox inbox, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var typed = query["q"].ToString();
        if (cast.Seat(query["as"], query["in"]) is not { } seat || typed.Length > LongestQuery)
        {
            return Results.NotFound();
        }

        var choices = await inbox.LookupAsync(
            seat.Player.ToActor(timeZone: null), query["source"].ToString(), typed, MostChoices, cancellationToken);
        return Results.Json(choices);
    }
}
