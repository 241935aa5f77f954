using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using XoperoBot.Core.Chat;
using XoperoBot.Playground.Html;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Endpoints;

/// <summary>The page itself and what it is made of.</summary>
internal static class PageEndpoint
{
    private const int Shown = 100;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", ShowAsync);
        endpoints.MapGet("/playground/assets/{name}", GetAsset);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, Cast cast, TranscriptStore transcript, IInbox inbox, PageRenderer page, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (cast.Seat(query["as"], query["in"]) is not { } seat)
        {
            return Results.NotFound();
        }

        var before = long.TryParse(query["before"], CultureInfo.InvariantCulture, out var ordinal) ? ordinal : long.MaxValue;

        // Read first: what changes in between is then sent again by the event stream, and replaces itself.
        var lastChange = await transcript.LastChangeAsync(cancellationToken);
        var entries = await transcript.LatestAsync(seat, before, Shown + 1, cancellationToken);
        if (entries.Count == 0 && before == long.MaxValue)
        {
            await inbox.AcceptAsync(
                new Joined
                {
                    DeliveryId = $"{Cast.Channel}:joined:{seat.Place.Id}",
                    Actor = seat.Player.ToActor(timeZone: null),
                    Place = seat.Place,
                    PlaceName = seat.PlaceName,
                    Private = seat.IsPersonal,
                },
                cancellationToken);
        }

        var view = new View([.. entries.TakeLast(Shown)], entries.Count > Shown, before == long.MaxValue, lastChange);
        var html = await page.RenderAsync(new Reader(seat, Submission.TokenFor(context)), view, cancellationToken);
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static IResult GetAsset(HttpContext context, string name, Assets assets)
    {
        if (assets.Find(name) is not { } asset)
        {
            return Results.NotFound();
        }

        var isCurrent = string.Equals(context.Request.Query["v"], asset.Version, StringComparison.Ordinal);
        context.Response.Headers.CacheControl = isCurrent ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Bytes, asset.ContentType);
    }
}
