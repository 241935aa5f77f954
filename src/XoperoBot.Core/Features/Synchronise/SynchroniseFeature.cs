using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Configuration;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Synchronise;

internal sealed class SynchroniseFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<SynchroniseOptions>(SynchroniseOptions.Section, configuration);
        services.AddSingleton<IAgendaHandler, RunFollower>();
    }
}
