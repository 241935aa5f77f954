using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Approvals;

/// <summary>Names every key that is wrong: a rule that cannot be meant stops the start.</summary>
internal sealed class ApprovalsValidation(Operations operations, IOptions<AccessOptions> access) : IValidateOptions<ApprovalsOptions>
{
    public ValidateOptionsResult Validate(string? name, ApprovalsOptions options)
    {
        var wrong = new List<string>(Annotations(options, ApprovalsOptions.Section));
        for (var i = 0; i < options.Channels.Count; i++)
        {
            if (!Place.TryParse(options.Channels[i], out _))
            {
                wrong.Add($"{ApprovalsOptions.Section}:{nameof(options.Channels)}:{i} must be written channel:id.");
            }
        }

        for (var i = 0; i < options.Rules.Count; i++)
        {
            wrong.AddRange(Rule(options.Rules[i], $"{ApprovalsOptions.Section}:{nameof(options.Rules)}:{i}"));
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private IEnumerable<string> Rule(ApprovalRuleOptions rule, string key)
    {
        foreach (var wrong in Annotations(rule, key))
        {
            yield return wrong;
        }

        if (rule.Operation is not { } operation || !operations.Knows(operation))
        {
            yield return $"{key}:{nameof(rule.Operation)} is one of {string.Join(", ", operations.Names)}.";
            yield break;
        }

        var basis = operations.Find(operation).Default;
        if ((rule.CoolDown ?? basis.CoolDown) >= (rule.RunWithin ?? basis.RunWithin))
        {
            yield return $"{key}:{nameof(rule.RunWithin)} must be longer than the cool-down.";
        }

        foreach (var person in rule.ApproverNames.Where(person => access.Value.People.All(known => !string.Equals(known.Name, person, StringComparison.OrdinalIgnoreCase))))
        {
            yield return $"{key}:{nameof(rule.ApproverNames)} names '{person}', who is not under {AccessOptions.Section}:{nameof(AccessOptions.People)}.";
        }

        if (rule.ReasonPattern is { } pattern && !IsPattern(pattern))
        {
            yield return $"{key}:{nameof(rule.ReasonPattern)} is not a regular expression.";
        }
    }

    private static IEnumerable<string> Annotations(object options, string key)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => $"{key}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}");
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
