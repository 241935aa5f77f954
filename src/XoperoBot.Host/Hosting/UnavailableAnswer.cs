using XoperoBot.Core.Storage;

namespace XoperoBot.Host.Hosting;

/// <summary>What could not be stored is not acknowledged: 503, so that the chat product delivers it again.</summary>
internal static partial class UnavailableAnswer
{
    private const string AgainAfterSeconds = "5";

    public static void UseUnavailableAnswer(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnavailableAnswer));
        app.Use(next => http => AnswerAsync(http, next, logger));
    }

    private static async Task AnswerAsync(HttpContext http, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(http);
        }
        catch (DatabaseUnavailableException exception) when (!http.Response.HasStarted)
        {
            Log.NotTaken(logger, http.Request.Path, exception.Message);
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = AgainAfterSeconds;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A request to {Path} was answered with 503: {Reason}")]
        public static partial void NotTaken(ILogger logger, string path, string reason);
    }
}
