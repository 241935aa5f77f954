using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Configuration;

namespace XoperoBot.Core.Servers;

public static class ServerSetup
{
    /// <summary>Reading of the Management Services and the finding of names in them.</summary>
    public static IServiceCollection AddServers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<ServerOptions>(ServerOptions.Section, configuration);
        services.AddSingleton<IValidateOptions<AccessOptions>>(new SightValidation(configuration));
        services.AddSingleton<ServerReader>();
        services.AddSingleton<Names>();
        return services;
    }
}
