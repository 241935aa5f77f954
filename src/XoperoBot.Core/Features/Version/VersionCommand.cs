using System.Reflection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Version;

/// <summary>Which version runs.</summary>
internal sealed class VersionCommand : ICommand
{
    private static readonly string Number =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public CommandInfo Info { get; } = new("version", "version", "Shows which version of the bot runs.") { Needs = Needs.AnyRole };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var facts = new Facts([new Fact("XoperoBot", Number), new Fact(".NET", Environment.Version.ToString())]);
        return Task.FromResult<Reply>(new CardReply(new Card("Version", Tone.Neutral, [facts]) { Summary = $"XoperoBot {Number}" }));
    }
}
