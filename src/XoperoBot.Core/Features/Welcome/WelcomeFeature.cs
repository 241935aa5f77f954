using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.Welcome;

internal sealed class WelcomeFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddMigration(500, "places that were greeted", "CREATE TABLE greeted (place TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)");
        services.AddSingleton<IReaction, WelcomeReaction>();
    }
}
