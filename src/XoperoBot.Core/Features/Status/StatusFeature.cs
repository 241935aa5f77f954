using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Status;

internal sealed class StatusFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IHomeSection, StatusSection>()
        .AddSingleton<IGrowingCard, StatusSize>();
}
