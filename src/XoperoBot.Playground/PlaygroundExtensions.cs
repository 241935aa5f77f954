using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Configuration;
using XoperoBot.Core.Storage;
using XoperoBot.Playground.Endpoints;
using XoperoBot.Playground.Html;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground;

/// <summary>Adds the Playground: a page on which the bot can be tried as several people, without any chat product.</summary>
public static partial class PlaygroundExtensions
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Needs an <see cref="IInbox"/>, an <see cref="IFileStore"/>, storage (<c>AddStorage</c>) and a <see cref="TimeProvider"/> of the application.</summary>
    public static IServiceCollection AddPlayground(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<PlaygroundOptions>(PlaygroundOptions.Section, configuration);
        services.AddMigration(TranscriptSchema.Number, "playground transcript", TranscriptSchema.Sql);
        services.TryAddSingleton(new PlaygroundControl([]));
        services.AddSingleton<Gate>();
        services.AddSingleton<Cast>();
        services.AddSingleton<Assets>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<TranscriptStore>();
        services.AddSingleton<EntryRenderer>();
        services.AddSingleton<PanelRenderer>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<FormFiller>();
        services.AddSingleton<IChannel, PlaygroundChannel>();
        return services;
    }

    /// <summary>Maps <c>/</c> and <c>/playground/*</c>; nothing at all where the Playground is off.</summary>
    public static IEndpointRouteBuilder MapPlayground(this IEndpointRouteBuilder endpoints)
    {
        var gate = endpoints.ServiceProvider.GetRequiredService<Gate>();
        if (!gate.IsOn)
        {
            return endpoints;
        }

        if (gate.IsOpenToAll)
        {
            Log.OpenToAll(endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PlaygroundExtensions)));
        }

        var group = endpoints.MapGroup("")
            .AddEndpointFilter(GuardAsync)
            .WithMetadata(new BodyLimit());
        PageEndpoint.Map(group);
        EventsEndpoint.Map(group);
        ChatEndpoints.Map(group);
        SubmitEndpoint.Map(group);
        SideEndpoints.Map(group);
        return endpoints;
    }

    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!context.RequestServices.GetRequiredService<Gate>().Admits(context))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return await next(invocation);
    }

    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Submission.LargestBody;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Playground:Enabled is true: whoever reaches this address can act as any of its people.")]
        public static partial void OpenToAll(ILogger logger);
    }
}
