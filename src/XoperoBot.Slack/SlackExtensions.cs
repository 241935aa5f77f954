using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Slack.Delivering;
using XoperoBot.Slack.Intake;
using XoperoBot.Slack.SocketMode;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack;

/// <summary>Adds Slack to the bot.</summary>
public static class SlackExtensions
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly string[] Credentials = [nameof(SlackOptions.SigningSecret), nameof(SlackOptions.BotToken), nameof(SlackOptions.AppToken)];

    /// <summary>
    /// Adds the channel when the section <c>Slack</c> holds a credential; without any nothing is added. A section that holds some but
    /// not all stops the start. With an app token a health check <c>slack-socket</c> (tag <c>ready</c>) tells of the connections.
    /// </summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(SlackOptions.Section);
        if (!Credentials.Any(key => !string.IsNullOrWhiteSpace(section[key])))
        {
            return services;
        }

        services.AddOptions<SlackOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SlackOptions>, SlackOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(WebApi.ClientName, client => client.Timeout = CallTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers(); // they name addresses, and whoever knows a response_url may answer at it
        services.AddSingleton<AllowedUrls>();
        services.AddSingleton<MethodPacer>();
        services.AddSingleton<WebApi>();
        services.AddSingleton<SlackDirectory>();
        services.AddSingleton<Progress>();
        services.AddSingleton<FileSender>();
        services.AddSingleton<MessageSender>();
        services.AddSingleton<IChannel, SlackChannel>();
        services.AddSingleton<ICheckup, SlackCheckup>();
        services.AddSingleton<IAccountForm, SlackAccountForm>();
        services.AddSingleton<ICardScale, SlackScale>();
        services.AddSingleton<Ignored>();
        services.AddSingleton<CommandIntake>();
        services.AddSingleton<FormIntake>();
        services.AddSingleton<InteractionIntake>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<EnvelopeIntake>();
        services.AddSingleton<SlackEndpoints>();
        services.AddHostedService<Introduction>();
        if (!string.IsNullOrWhiteSpace(section[nameof(SlackOptions.AppToken)]))
        {
            services.AddSocketMode();
        }

        return services;
    }

    /// <summary>
    /// Maps <c>POST /slack/commands</c>, <c>/slack/interactions</c> and <c>/slack/events</c> when a signing secret is configured.
    /// </summary>
    public static IEndpointRouteBuilder MapSlack(this IEndpointRouteBuilder routes)
    {
        var configuration = routes.ServiceProvider.GetRequiredService<IConfiguration>();
        if (string.IsNullOrWhiteSpace(configuration[$"{SlackOptions.Section}:{nameof(SlackOptions.SigningSecret)}"]))
        {
            return routes;
        }

        routes.MapPost("/slack/commands", (RequestDelegate)(http => Endpoints(http).CommandsAsync(http)));
        routes.MapPost("/slack/interactions", (RequestDelegate)(http => Endpoints(http).InteractionsAsync(http)));
        routes.MapPost("/slack/events", (RequestDelegate)(http => Endpoints(http).EventsAsync(http)));
        return routes;
    }

    private static SlackEndpoints Endpoints(HttpContext http) => http.RequestServices.GetRequiredService<SlackEndpoints>();

    private static void AddSocketMode(this IServiceCollection services)
    {
        services.AddSingleton<SlackConnectionState>();
        services.TryAddSingleton<SocketModeTimings>();
        services.TryAddSingleton(new Jitter(Random.Shared.NextDouble));
        services.AddHostedService<SocketModeService>();
        services.AddHealthChecks().AddCheck<SlackConnectionState>("slack-socket", HealthStatus.Degraded, ["ready"]);
    }
}
