using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace XoperoBot.Xopero;

public static class XoperoServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IManagementServices"/>, configured by the section <see cref="XoperoOptions.Section"/>. A missing or
    /// wrong key stops the start with one message that names them all.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The application's whole configuration.</param>
    public static IServiceCollection AddXopero(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddOptions<XoperoOptions>()
            .Configure(options =>
            {
                foreach (var server in XoperoConfiguration.Read(configuration, problems: []))
                {
                    options.Servers.Add(server);
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<XoperoOptions>>(new XoperoOptionsValidator(configuration));
        services.AddSingleton<IManagementServices, ManagementServices>();
        return services;
    }
}
