using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Access;

public static class AccessSetup
{
    /// <summary>Keys of a person that name no channel.</summary>
    internal static readonly HashSet<string> NotAccounts = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(PersonOptions.Name), nameof(PersonOptions.Roles), nameof(PersonOptions.Servers), nameof(PersonOptions.Accounts),
    };

    /// <summary>Binds and validates <see cref="AccessOptions"/> and registers <see cref="IPeople"/>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AccessOptions.Section);
        services.AddOptions<AccessOptions>()
            .Bind(section, binder => binder.ErrorOnUnknownConfiguration = false)
            .Configure(options => AddAccounts(options, section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>>(provider => new AccessValidation(section, provider.GetServices<IAccountForm>()));
        services.AddMigration(PeopleStore.Migration, "people", PeopleStore.Schema);
        services.AddSingleton<ConfiguredPeople>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<IPeople, People>();
        return services;
    }

    // A person's channels are the keys beside these, so that a new channel needs no change here.
    private static void AddAccounts(AccessOptions options, IConfigurationSection section)
    {
        foreach (var (person, child) in options.People.Zip(section.GetSection(nameof(AccessOptions.People)).GetChildren()))
        {
            foreach (var account in child.GetChildren().Where(key => key.Value is { Length: > 0 } && !NotAccounts.Contains(key.Key)))
            {
                person.Accounts[account.Key.ToLowerInvariant()] = account.Value!.Trim();
            }
        }
    }
}
