using System.Runtime.CompilerServices;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Doctor;

/// <summary>Every Management Service: reached, certificate, login, roles, clock, and that it answers the first real call.</summary>
internal sealed class ServersCheckup(IManagementServices services, TimeProvider time) : ICheckup
{
    private static readonly TimeSpan LargestDifference = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(21);

    /// <summary>What the vendor's page asks of the account that activates licences.</summary>
    private static readonly string[] NeededRoles = ["DataRemoveManagement", "GitManagement"];

    public string Area => "servers";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One that hangs must not hide the others.
        var each = services.All.Select(service => OneAsync(service, cancellationToken)).ToList();
        foreach (var one in each)
        {
            foreach (var finding in await one)
            {
                yield return finding;
            }
        }
    }

    private async Task<IReadOnlyList<Finding>> OneAsync(IManagementService service, CancellationToken cancellationToken)
    {
        var area = $"server {service.Name}";
        var found = new List<Finding>();
        try
        {
            if (await service.ReadCertificateAsync(cancellationToken) is { } certificate)
            {
                found.Add(Certificate(area, certificate));
            }

            var signedIn = await service.LoginAsync(cancellationToken);
            found.Add(new Finding(area, Tone.Good, "Reached, and the login is accepted."));
            found.AddRange(Account(area, signedIn));
            var organizations = await service.ListOrganizationsAsync(cancellationToken).CountAsync(cancellationToken);
            found.Add(organizations > 0
                ? new Finding(area, Tone.Good, $"It lists {organizations} organizations.")
                : new Finding(area, Tone.Warning, "It lists no organizations.") { Fix = "Add a Git organization in the console, or check that the account sees it." });
        }
        catch (XoperoException fault)
        {
            found.Add(new Finding(area, Tone.Bad, fault.Message) { Fix = Fix(fault.Fault) });
        }

        return [.. found.Select(finding => finding with { Server = service.Name })];
    }

    private Finding Certificate(string area, ServerCertificate certificate)
    {
        var left = certificate.NotAfter - time.GetUtcNow();
        var says = $"Certificate {certificate.Subject}, SHA-256 {certificate.Sha256}, valid until {new Time(certificate.NotAfter)}";
        return left < SoonExpired
            ? new Finding(area, left < TimeSpan.Zero ? Tone.Bad : Tone.Warning, says + (left < TimeSpan.Zero ? ": it has expired." : ": it expires soon."))
            {
                Fix = "Renew the certificate of the Management Service; a pinned fingerprint changes with it.",
            }
            : new Finding(area, certificate.Trusted ? Tone.Good : Tone.Neutral, says + (certificate.Trusted ? ", trusted here." : ", not trusted here."))
            {
                Fix = certificate.Trusted ? null : "Let this machine trust its issuer, or compare the fingerprint at the console and set CertificateSha256 to it.",
            };
    }

    private IEnumerable<Finding> Account(string area, SignedIn signedIn)
    {
        if (signedIn.ServiceTime is { } clock && (clock - time.GetUtcNow()).Duration() is var difference && difference > LargestDifference)
        {
            yield return new Finding(area, Tone.Warning, $"Its clock and this machine's differ by {difference.TotalMinutes:0} minutes.")
            {
                Fix = "Let both follow the same time server: ages of backups are computed from both clocks.",
            };
        }

        if (signedIn.Roles is not { } roles)
        {
            yield return new Finding(area, Tone.Neutral, "The access token does not tell the account's roles; the account needs System Administrator.");
            yield break;
        }

        var lacks = NeededRoles.Except(roles, StringComparer.OrdinalIgnoreCase).ToList();
        yield return lacks.Count == 0
            ? new Finding(area, Tone.Good, $"The access token names the roles {string.Join(", ", roles)}.")
            : new Finding(area, Tone.Warning, $"The access token does not name {string.Join(" and ", lacks)}, which activating licences needs by the vendor's page.")
            {
                Fix = "Give the account these permissions in the console; reading works without them.",
            };
    }

    private static string Fix(XoperoFault fault) => fault switch
    {
        XoperoFault.Unreachable or XoperoFault.Timeout => "Check BaseUrl, that the service runs, and that this machine may connect to it.",
        XoperoFault.Certificate => "Check BaseUrl and the certificate; pin a self-signed one with CertificateSha256.",
        XoperoFault.LoginRefused => "Check Email, Password or PasswordFile; the account must have no second factor. Then check TokenScheme.",
        XoperoFault.Forbidden => "Give the account the role System Administrator.",
        XoperoFault.Throttled => "Wait, and let nothing else use this account.",
        _ => "Check that BaseUrl is the Management Service itself and not a page in front of it; its log may say more.",
    };
}
