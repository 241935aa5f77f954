using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

public static class ApprovalsSetup
{
    /// <summary>Requests, rules, decisions and their execution. Every <see cref="IOperation"/> of this assembly is found by itself.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApprovalsOptions>().Bind(configuration.GetSection(ApprovalsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApprovalsOptions>, ApprovalsValidation>();
        services.AddMigration(600, "approvals", RequestStore.Schema);
        services.AddSingleton(new Gauge(
            "xoperobot.approvals.pending", "{request}", "Requests that wait for approvals.", $"SELECT COUNT(*) FROM approval_request WHERE state = '{nameof(RequestState.Asked)}'"));
        foreach (var type in typeof(ApprovalsSetup).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IOperation).IsAssignableFrom(type)))
        {
            services.AddSingleton(typeof(IOperation), type);
        }

        services.AddSingleton<Operations>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<IHomeSection, RequestsSection>();
        services.AddSingleton<RequestCard>();
        services.AddSingleton<Copies>();
        services.AddSingleton<Journal>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<RequestView>();
        services.AddSingleton<CallMaker>();
        services.AddSingleton<Asking>();
        services.AddSingleton<RepositoryFinder>();
        services.AddSingleton<RepositoryObserver>();
        services.AddSingleton<RepositoryAsking>();
        services.AddSingleton<IAgendaHandler, RequestRunner>();
        services.AddSingleton<IAgendaHandler, RequestExpiry>();
        services.AddSingleton<IAgendaHandler, RequestReminder>();
        services.AddSingleton<IAgendaHandler, RequestRefresh>();
        services.AddSingleton<IChoiceSource, OrganizationChoices>();
        services.AddSingleton<IChoiceSource, PlanChoices>();
        services.AddSingleton<IChoiceSource, RepositoryChoices>();
        return services;
    }
}
