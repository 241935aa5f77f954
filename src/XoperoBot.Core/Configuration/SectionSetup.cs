using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Configuration;

public static class SectionSetup
{
    /// <summary>Binds options to a section and checks their annotations at the start; what is wrong is named by its key.</summary>
    public static OptionsBuilder<TOptions> AddSection<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SectionValidator<TOptions>(section));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
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
            : $"{key}: {says}";
    });
}
