using System.Text;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>A definition that was sent as a file with the command.</summary>
internal sealed class SentDefinition(Channels channels)
{
    private const int MostBytes = 1024 * 1024;

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

        var bytes = channels.Find(said.Place.Channel) is { } channel ? await channel.DownloadAsync(file, MostBytes, cancellationToken) : null;
        return bytes is null
            ? (null, $"The file “{file.Name}” could not be read. It may have {MostBytes / 1024:N0} KiB; its text can be pasted instead.")
            : (Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), null);
    }
}
