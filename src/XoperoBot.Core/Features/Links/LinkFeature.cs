using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.Links;

internal sealed class LinkFeature : IFeature
{
    private const int Migration = 310;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    public void Add(IServiceCollection services, IConfiguration configuration) => services
        .AddMigration(Migration, "link", LinkStore.Schema)
        .AddSingleton(new Expiry("account_link", "id", "until_at", Keep))
        .AddSingleton<LinkStore>();
}
