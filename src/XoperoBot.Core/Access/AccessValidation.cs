using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Access;

/// <summary>How the accounts of one channel are written.</summary>
public interface IAccountForm
{
    /// <summary>The channel's name.</summary>
    string Channel { get; }

    /// <summary>What is wrong with an account as it is configured, as the end of a sentence; null when nothing is.</summary>
    string? Wrong(string account);
}

/// <summary>Names every key that cannot be meant: a misspelt role is dropped by the binder and would be missed by nobody but its owner.</summary>
internal sealed class AccessValidation(IConfigurationSection section, IEnumerable<IAccountForm> forms) : IValidateOptions<AccessOptions>
{
    private static readonly string Roles = string.Join(", ", Enum.GetNames<Role>().Skip(1));

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var wrong = new List<string>(Strange(section.GetSection(nameof(AccessOptions.DefaultRoles))));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.People.Count; i++)
        {
            var person = options.People[i];
            var key = string.Create(CultureInfo.InvariantCulture, $"{AccessOptions.Section}:{nameof(AccessOptions.People)}:{i}");
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

            wrong.AddRange(person.Accounts
                .Select(account => (account.Key, Says: forms.FirstOrDefault(form => form.Channel == account.Key)?.Wrong(account.Value)))
                .Where(account => account.Says is not null)
                .Select(account => $"{key}:{account.Key} {account.Says}"));
        }

        foreach (var person in section.GetSection(nameof(AccessOptions.People)).GetChildren())
        {
            wrong.AddRange(Strange(person.GetSection(nameof(PersonOptions.Roles))));
            wrong.AddRange(person.GetChildren()
                .Where(key => key.GetChildren().Any() && !AccessSetup.NotAccounts.Contains(key.Key))
                .Select(key => $"{key.Path} is a list, and a person has only {string.Join(", ", AccessSetup.NotAccounts.Skip(1))}."));
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Strange(IConfigurationSection roles) => roles.GetChildren()
        .Where(role => !Enum.TryParse<Role>(role.Value, ignoreCase: true, out var read) || !Enum.IsDefined(read) || read == Role.None)
        .Select(role => $"{role.Path} is none of {Roles}.");
}
