using Azure.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Teams.Auth;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>Adds Microsoft Teams to the bot.</summary>
public static class TeamsExtensions
{
    private static readonly TimeSpan KeysPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(15);
    private static readonly string[] Identity =
    [
        nameof(TeamsOptions.AppId), nameof(TeamsOptions.TenantId), nameof(TeamsOptions.ClientSecret), nameof(TeamsOptions.CertificatePath),
        nameof(TeamsOptions.ManagedIdentityClientId),
    ];

    /// <summary>While the section <c>Teams</c> names neither bot nor credential nothing is added; half-filled, it stops the start and every
    /// missing key is named.</summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(TeamsOptions.Section);
        if (!Identity.Any(key => !string.IsNullOrWhiteSpace(section[key])) && !section.GetValue<bool>(nameof(TeamsOptions.DangerouslyAllowUnauthenticatedRequests)))
        {
            return services;
        }

        services.AddOptions<TeamsOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TeamsOptions>, TeamsOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);

        // Nothing here follows a redirect: it could carry our token to an address that nobody allowed.
        AddClient(services, SigningKeys.ClientName, KeysPatience);
        AddClient(services, ClientCredentials.ClientName, CallPatience);
        AddClient(services, ConnectorClient.ClientName, CallPatience);
        AddClient(services, FileConsent.ClientName, CallPatience);

        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ServiceUrlPolicy>();
        services.AddSingleton<ActivityTokenValidator>();
        services.AddSingleton<ClientCredentials>();
        services.AddSingleton(ChooseToken);
        services.AddSingleton<ConnectorClient>();
        services.AddSingleton<Places>();
        services.AddSingleton<PersonalChats>();
        services.AddSingleton<Readers>();
        services.AddSingleton<PartsSent>();
        services.AddSingleton<TeamsRenderer>();
        services.AddSingleton<FileConsent>();
        services.AddSingleton<ActivityReader>();
        services.AddSingleton<CardActions>();
        services.AddSingleton<Invokes>();
        services.AddSingleton<TeamsEndpoint>();
        services.AddSingleton<IChannel, TeamsChannel>();
        services.AddSingleton<ICheckup, TeamsCheckup>();
        services.AddSingleton<ICardScale, TeamsScale>();
        return services;
    }

    /// <summary>Maps <c>POST /api/messages</c>, if Teams was added.</summary>
    public static IEndpointRouteBuilder MapTeams(this IEndpointRouteBuilder endpoints)
    {
        // Asked without building it: a half-filled section is reported by the start, together with everything else that is wrong.
        if (endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(TeamsEndpoint)))
        {
            endpoints.MapPost(TeamsEndpoint.Path, (RequestDelegate)(context => context.RequestServices.GetRequiredService<TeamsEndpoint>().HandleAsync(context)));
        }

        return endpoints;
    }

    private static void AddClient(IServiceCollection services, string name, TimeSpan patience) => services
        .AddHttpClient(name, client => client.Timeout = patience)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        .RemoveAllLoggers(); // they name addresses, and whoever knows an upload's address may write to it

    private static IBotToken ChooseToken(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<TeamsOptions>>();
        var time = provider.GetRequiredService<TimeProvider>();
        return options.Value switch
        {
            { ManagedIdentityClientId: { Length: > 0 } id } => new CachedBotToken(
                new ManagedIdentity(new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)), options), time),
            { ClientSecret: null or "", CertificatePath: null or "" } => new NoBotToken(),
            _ => new CachedBotToken(provider.GetRequiredService<ClientCredentials>(), time),
        };
    }
}
