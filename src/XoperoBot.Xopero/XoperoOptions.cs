using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Xopero;

/// <summary>The Management Services that the bot speaks to.</summary>
public sealed class XoperoOptions
{
    public const string Section = "Xopero";

    /// <summary>One or many; a provider runs one per customer.</summary>
    public IList<XoperoServerOptions> Servers { get; init; } = [];
}

/// <summary>One Management Service.</summary>
public sealed class XoperoServerOptions
{
    /// <summary>Word used in commands: <c>main/OrgName</c>. Letters, digits, dot, dash and underscore.</summary>
    [Required]
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    public string Name { get; set; } = "main";

    /// <summary>Address of the service, <c>https://…</c>; its API and console share it.</summary>
    [Required]
    public Uri? BaseUrl { get; set; }

    /// <summary>Allows <c>http://</c> in <see cref="BaseUrl"/>: password and token then travel in the clear.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>An account with the System Administrator role and without a second factor.</summary>
    [Required]
    public string? Email { get; set; }

    /// <summary>Its password; or give <see cref="PasswordFile"/>.</summary>
    public string? Password { get; set; }

    /// <summary>A file that holds the password (a mounted secret); read at each login, trailing line ends ignored.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Scheme of the Authorization header. The vendor's page does not name it.</summary>
    [Required]
    public string TokenScheme { get; set; } = "Bearer";

    /// <summary>Log in again after this long. The vendor documents 30 days of validity.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(29);

    /// <summary>SHA-256 fingerprint (64 hexadecimal digits, with or without colons) of the only certificate to accept; for self-signed on-premise ones.</summary>
    public string? CertificateSha256 { get; set; }

    /// <summary>Where "open the console" leads; null: <see cref="BaseUrl"/>.</summary>
    public Uri? ConsoleUrl { get; set; }

    /// <summary>Rows asked for per page when streaming.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 200;

    /// <summary>Longest wait for one answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a read is repeated after faults that may pass.</summary>
    [Range(0, 10)]
    public int ReadRetries { get; set; } = 2;

    /// <summary>Longest wait for one read (one page of a list) with its login and all its repeats.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:30:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest answer that is read, in bytes after decompression; a larger one counts as unreadable.</summary>
    [Range(1_024, 1_000_000_000)]
    public int MaxAnswerBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most pages that one list may have; a longer one counts as unreadable, because it may never end.</summary>
    [Range(1, 1_000_000)]
    public int MaxPages { get; set; } = 10_000;

    /// <summary>Sends calls through the proxy that the system or its environment variables name.</summary>
    public bool UseSystemProxy { get; set; }
}
