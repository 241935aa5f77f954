using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.ModifyPlan;

internal sealed class ModifyPlanFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddMigration(BaselineStore.SchemaNumber, "plan baselines", BaselineStore.Schema);
        services.AddSingleton<BaselineStore>();
        services.AddSingleton<PlanObserver>();
        services.AddSingleton<BaselineGiving>();
        services.AddSingleton<SentDefinition>();
    }
}
