using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Configuration;

public static class SectionSetup
{
    /// <summary>Binds options to a section and checks their annotations at the start; what is wrong is named by its key.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="section">Its name.</param>
    /// <param name="configuration">Where the section is; null: the application's configuration.</param>
    public static OptionsBuilder<TOptions> AddSection<TOptions>(this IServiceCollection services, string section, IConfiguration? configuration = null)
        where TOptions : class
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SectionValidator<TOptions>(section));
        var options = services.AddOptions<TOptions>();
        return (configuration is null ? options.BindConfiguration(section) : options.Bind(configuration.GetSection(section))).ValidateOnStart();
    }
}

/// <summary>Data annotations, told as keys of the configuration.</summary>
internal sealed class SectionValidator<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var wrong = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.SelectMany(Tell));
    }

    private IEnumerable<string> Tell(ValidationResult result) => result.MemberNames.DefaultIfEmpty("").Select(member =>
    {
        var key = member.Length == 0 ? section : $"{section}:{member}";
        var says = result.ErrorMessage ?? "is wrong.";
        return says == $"The {member} field is required." ? $"{key} is missing."
            : says.StartsWith($"The field {member} ", StringComparison.Ordinal) ? key + says[$"The field {member}".Length..]
            : says.StartsWith($"{section}:", StringComparison.Ordinal) ? says
            : $"{key}: {says}";
    });
}
