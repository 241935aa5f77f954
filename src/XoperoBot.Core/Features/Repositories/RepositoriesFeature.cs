using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Features.Repositories;

internal sealed class RepositoriesFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RepositoriesOptions>().Bind(configuration.GetSection(RepositoriesOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RepositoryFile>();
    }
}
