using Microsoft.AspNetCore.Http;

namespace XoperoBot.Playground.Endpoints;

/// <summary>The end of a submission: nothing for the script, which hears of it by event; the conversation for a browser without it.</summary>
internal static class Reply
{
    public static bool IsScript(HttpContext context) =>
        string.Equals(context.Request.Headers["X-Playground"], "script", StringComparison.Ordinal);

    public static IResult Done(HttpContext context, Seat seat) =>
        IsScript(context) ? Results.NoContent() : TypedResults.Redirect(seat.Address, permanent: false, preserveMethod: false);
}
