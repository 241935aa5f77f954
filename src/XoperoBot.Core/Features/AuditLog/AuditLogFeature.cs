using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Features.AuditLog;

internal sealed class AuditLogFeature : IFeature
{
    public void Add(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<AuditFile>();
}
