using System.Text;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>A definition that was sent as a file with the command.</summary>
internal sealed class SentDefinition(IServiceProvider services)
{
    private const int MostBytes = 1024 * 1024;

    // Asked for late: a channel may itself need what the commands need.
    private readonly Lazy<Dictionary<string, IChannel>> _channels = new(() =>
        services.GetServices<IChannel>().ToDictionary(channel => channel.Name, StringComparer.Ordinal));

    /// <summary>Whether the command came with files.</summary>
    public static bool IsIn(Call call) => call.Inbound is Said { Files.Count: > 0 };

    /// <summary>The file's text, or what is wrong. Only an administrator's file is read at all.</summary>
    public async Task<(string? Text, string? Wrong)> ReadAsync(Call call, CancellationToken cancellationToken)
    {
        var said = (Said)call.Inbound;
        if (said.Files is not [var file])
        {
            return (null, "One file, please: the whole definition as JSON.");
        }

        if (!call.Person.May(Needs.Admin))
        {
            return ("", null);
        }

        var bytes = _channels.Value.TryGetValue(said.Place.Channel, out var channel) ? await channel.DownloadAsync(file, MostBytes, cancellationToken) : null;
        return bytes is null
            ? (null, $"The file “{file.Name}” could not be read. It may have {MostBytes / 1024:N0} KiB; its text can be pasted instead.")
            : (Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), null);
    }
}
