using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Home;

internal sealed class HomeFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<IReaction, HomeReaction>();
}
