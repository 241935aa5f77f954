using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Doctor;

public static class DoctorSetup
{
    /// <summary>The examination and Core's own checkups; channels add theirs.</summary>
    public static IServiceCollection AddDoctor(this IServiceCollection services) => services
        .AddSingleton<Examination>()
        .AddSingleton<TestCard>()
        .AddSingleton<IDestinations, Destinations>()
        .AddSingleton<ICheckup, DatabaseCheckup>()
        .AddSingleton<ICheckup, ServersCheckup>()
        .AddSingleton<ICheckup, ApproversCheckup>()
        .AddSingleton<ICheckup, WatchCheckup>()
        .AddSingleton<ICheckup, CardSizeCheckup>();
}
