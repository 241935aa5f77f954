using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using XoperoBot.Core.Chat;
using XoperoBot.Playground.Html;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Endpoints;

/// <summary>Beside the conversation: files to download and the panel's actions.</summary>
internal static class SideEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/playground/files/{id}", DownloadAsync);
        endpoints.MapPost("/playground/control", ControlAsync);
    }

    private static async Task<IResult> DownloadAsync(
        HttpContext context, string id, Cast cast, TranscriptStore transcript, IFileStore files, PageRenderer page, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (cast.Seat(query["as"], query["in"]) is not { } seat
            || await transcript.FindAsync(id, seat, cancellationToken) is not { Content: GivenFile file })
        {
            return Results.NotFound();
        }

        return await files.OpenAsync(file.FileId, cancellationToken) is { } stream
            ? Results.File(stream, file.ContentType, file.FileName)
            : Results.Content(
                page.RenderAnswer(seat, "This file is no longer kept. Ask for it again."),
                "text/html; charset=utf-8",
                contentEncoding: null,
                StatusCodes.Status410Gone);
    }

    private static async Task<IResult> ControlAsync(
        HttpContext context, Cast cast, PlaygroundControl control, PanelRenderer panel, PageRenderer page, CancellationToken cancellationToken)
    {
        var (submission, refusal) = await Submission.ReadAsync(context, cast);
        if (submission is null)
        {
            return Results.StatusCode(refusal);
        }

        var arguments = submission.Keys.Where(key => key.StartsWith("p-", StringComparison.Ordinal))
            .ToDictionary(key => key[2..], key => submission[key], StringComparer.Ordinal);
        if (await control.RunAsync(submission["action"], arguments, cancellationToken) is not { } sentence)
        {
            return Results.BadRequest();
        }

        if (!Reply.IsScript(context))
        {
            return Results.Content(page.RenderAnswer(submission.Seat, sentence), "text/html; charset=utf-8");
        }

        var html = await panel.RenderAsync(new Reader(submission.Seat, Submission.TokenFor(context)), cancellationToken);
        return Results.Json(new { sentence, html });
    }
}
