using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Servers;

/// <summary>How answers about the Management Services are put together.</summary>
public sealed class ServerOptions
{
    public const string Section = "Answers";

    /// <summary>Longest wait for the services before a person is told that they do not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>A reading this young answers the next question too.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Names for the numbers that the service gives for Git hosts; the vendor publishes none. For example <c>"1": "GitHub"</c>.</summary>
    public IDictionary<string, string> Drivers { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Explanations for codes such as LI5020; the vendor publishes none.</summary>
    public IDictionary<string, string> Codes { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
