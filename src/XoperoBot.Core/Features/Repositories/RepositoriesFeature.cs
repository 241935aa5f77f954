using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Configuration;

namespace XoperoBot.Core.Features.Repositories;

internal sealed class RepositoriesFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<RepositoriesOptions>(RepositoriesOptions.Section, configuration);
        services.AddSingleton<RepositoryFile>();
    }
}
