using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Servers;

public static class ServerSetup
{
    /// <summary>Reading of the Management Services and the finding of names in them.</summary>
    public static IServiceCollection AddServers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServerOptions>().Bind(configuration.GetSection(ServerOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ServerReader>();
        services.AddSingleton<Names>();
        return services;
    }
}
