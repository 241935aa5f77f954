using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features;

public static class FeatureSetup
{
    /// <summary>Every feature: a folder is found by its own <see cref="IFeature"/>, so that a new one is registered nowhere else.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var type in typeof(FeatureSetup).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            if (typeof(ICommand).IsAssignableFrom(type))
            {
                services.AddSingleton(typeof(ICommand), type);
            }
            else if (typeof(IFeature).IsAssignableFrom(type))
            {
                ((IFeature)Activator.CreateInstance(type)!).Add(services, configuration);
            }
        }

        return services;
    }
}

/// <summary>What a feature needs besides its commands: options, tables, reactions. Has a constructor without parameters.</summary>
internal interface IFeature
{
    void Add(IServiceCollection services, IConfiguration configuration);
}
