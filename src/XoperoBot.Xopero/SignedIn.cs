namespace XoperoBot.Xopero;

/// <summary>What a login told besides that it was accepted.</summary>
/// <param name="Roles">Role names in the access token, as they came and unverified; null when the token cannot be read, which the
/// vendor does not promise.</param>
/// <param name="ServiceTime">What the service's clock said; null when it did not tell.</param>
public sealed record SignedIn(IReadOnlyList<string>? Roles, DateTimeOffset? ServiceTime);

/// <summary>The certificate that a server shows.</summary>
/// <param name="Subject">Its distinguished name.</param>
/// <param name="NotAfter">End of its validity.</param>
/// <param name="Sha256">Fingerprint, 64 hexadecimal digits: what <c>CertificateSha256</c> pins.</param>
/// <param name="Trusted">This machine trusts it for the server's name.</param>
public sealed record ServerCertificate(string Subject, DateTimeOffset NotAfter, string Sha256, bool Trusted);
