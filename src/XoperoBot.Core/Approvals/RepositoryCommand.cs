using XoperoBot.Core.Access;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Approvals;

/// <summary>What tells one command on several repositories from another.</summary>
/// <param name="Word">Of the command and of its operation.</param>
/// <param name="Title">Of its forms.</param>
/// <param name="Help">One sentence.</param>
/// <param name="PlanWord">The word before the plan; null where no plan takes part.</param>
internal sealed record RepositoryWords(string Word, string Title, string Help, string? PlanWord = null)
{
    public CommandInfo Info => PlanWord is { } before
        ? Of($"{Word} <repository…> {before} <plan>", new Option("plan", "The plan: name, org/name or id.")) with
        {
            Examples = [$"{Word} acme/web {before} nightly", $"{Word} acme/web acme/api {before} nightly --dry-run"],
        }
        : Of($"{Word} <repository…>") with { Examples = [$"{Word} acme/web acme/api", $"{Word} acme/web --dry-run"] };

    private CommandInfo Of(string usage, params IReadOnlyList<Option> options) => new(Word, $"{usage} [--reason <text>] [--dry-run]", Help)
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = [.. options, .. RepositoryAsking.Options],
    };
}

/// <summary>A command that asks for the operation of its name on several repositories at once.</summary>
internal abstract class RepositoryCommand(RepositoryAsking asking, RepositoryWords words) : ICommand
{
    public CommandInfo Info { get; } = words.Info;

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        asking.RunAsync(call, AskedWords.Read(call, words.Word, words.Title, words.PlanWord), cancellationToken);
}
