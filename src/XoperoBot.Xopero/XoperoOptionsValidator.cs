using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace XoperoBot.Xopero;

/// <summary>Names every key that is missing or wrong, all in one message, and never a value.</summary>
internal sealed class XoperoOptionsValidator(IConfiguration configuration) : IValidateOptions<XoperoOptions>
{
    private const string Servers = $"{XoperoOptions.Section}:{nameof(XoperoOptions.Servers)}";
    private const int FingerprintLength = 64;

    public ValidateOptionsResult Validate(string? name, XoperoOptions options)
    {
        var problems = new List<string>();
        XoperoConfiguration.Read(configuration, problems);
        if (options.Servers.Count == 0)
        {
            problems.Add($"{Servers}:0 is missing: at least one Management Service is needed");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var number = 0; number < options.Servers.Count; number++)
        {
            var server = options.Servers[number];
            var found = Problems(server, names)
                .Select(problem => $"{Servers}:{number}:{problem.Key} {problem.Text}")
                .Where(problem => !problems.Exists(known => SameKey(known, problem)));
            problems.AddRange([.. found]);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool SameKey(string one, string other) => string.Equals(KeyOf(one), KeyOf(other), StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(string problem) => problem[..problem.IndexOf(' ', StringComparison.Ordinal)];

    private static IEnumerable<(string Key, string Text)> Problems(XoperoServerOptions server, HashSet<string> names)
    {
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(server, new ValidationContext(server), broken, validateAllProperties: true);
        foreach (var key in broken.SelectMany(result => result.MemberNames).Distinct(StringComparer.Ordinal))
        {
            yield return (key, IsMissing(server, key) ? "is missing" : "is out of its range or form");
        }

        if (!string.IsNullOrEmpty(server.Name) && !names.Add(server.Name))
        {
            yield return (nameof(server.Name), "is used by another server already");
        }

        if (server.BaseUrl is { } address && AddressProblem(address, server.AllowHttp) is { } text)
        {
            yield return (nameof(server.BaseUrl), text);
        }

        if (server.ConsoleUrl is { } console && AddressProblem(console, allowHttp: true, allowQuery: true) is { } wrong)
        {
            yield return (nameof(server.ConsoleUrl), wrong);
        }

        if (string.IsNullOrEmpty(server.Password) == string.IsNullOrEmpty(server.PasswordFile))
        {
            yield return (nameof(server.Password), string.IsNullOrEmpty(server.Password)
                ? "is missing (or give PasswordFile)"
                : "and PasswordFile exclude each other");
        }

        if (server.PasswordFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return (nameof(server.PasswordFile), "names a file that is not there or may not be read");
        }

        if (server.CertificateSha256?.Replace(":", "", StringComparison.Ordinal) is { Length: > 0 } pin
            && (pin.Length != FingerprintLength || !pin.All(char.IsAsciiHexDigit)))
        {
            yield return (nameof(server.CertificateSha256), "is not a SHA-256 fingerprint of 64 hexadecimal digits");
        }

        if (server.TokenScheme is { Length: > 0 } scheme && !scheme.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            yield return (nameof(server.TokenScheme), "is not a word");
        }
    }

    private static bool IsMissing(XoperoServerOptions server, string key) =>
        typeof(XoperoServerOptions).GetProperty(key)?.GetValue(server) is null or "";

    private static string? AddressProblem(Uri address, bool allowHttp, bool allowQuery = false)
    {
        var isHttp = address.IsAbsoluteUri && string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
        var isHttps = address.IsAbsoluteUri && string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        if (!isHttp && !isHttps)
        {
            return "is not an https:// address";
        }

        if (isHttp && !allowHttp)
        {
            return "is http://, which needs AllowHttp";
        }

        if (address.UserInfo.Length > 0)
        {
            return "holds a user name or password";
        }

        return !allowQuery && (address.Query.Length > 0 || address.Fragment.Length > 0) ? "holds a query or fragment" : null;
    }
}
