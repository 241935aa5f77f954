using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Access;

public static class AccessSetup
{
    private static readonly HashSet<string> NotAccounts = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(PersonOptions.Name), nameof(PersonOptions.Roles), nameof(PersonOptions.Accounts),
    };

    /// <summary>Binds and validates <see cref="AccessOptions"/> and registers <see cref="IPeople"/>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AccessOptions.Section);
        services.AddOptions<AccessOptions>()
            .Bind(section, binder => binder.ErrorOnUnknownConfiguration = false)
            .Configure(options => AddAccounts(options, section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessValidation>();
        services.AddSingleton<IPeople, ConfiguredPeople>();
        return services;
    }

    // A person's channels are the keys beside Name and Roles, so that a new channel needs no change here.
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

    private sealed class AccessValidation : IValidateOptions<AccessOptions>
    {
        public ValidateOptionsResult Validate(string? name, AccessOptions options)
        {
            var wrong = new List<string>();
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < options.People.Count; i++)
            {
                var person = options.People[i];
                var key = $"{AccessOptions.Section}:{nameof(AccessOptions.People)}:{i}";
                if (string.IsNullOrWhiteSpace(person.Name))
                {
                    wrong.Add($"{key}:Name is missing.");
                }
                else if (!names.Add(person.Name))
                {
                    wrong.Add($"{key}:Name '{person.Name}' is used twice; every human needs a name of their own.");
                }

                if (person.Accounts.Count == 0)
                {
                    wrong.Add($"{key} has no account; add a key named after a channel, for example \"Playground\": \"operator\".");
                }
            }

            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
