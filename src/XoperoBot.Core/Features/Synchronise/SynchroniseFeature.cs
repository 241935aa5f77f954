using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Synchronise;

internal sealed class SynchroniseFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SynchroniseOptions>().Bind(configuration.GetSection(SynchroniseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAgendaHandler, RunFollower>();
    }
}
