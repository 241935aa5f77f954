using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.People;

/// <summary>Asks for roles to be given to somebody known, or to an account whose human is new.</summary>
internal sealed class GrantCommand(IPeople people, Asking asking, Operations operations) : ICommand
{
    public CommandInfo Info { get; } = new(
        GrantOperation.OperationName, "grant <person or account> <role…> [--as <name>] [--reason <text>]", "Asks for roles to be granted to somebody.")
    {
        Needs = Needs.Admin,
        Risk = Risk.NeedsApproval,
        Options = [.. Meant.Options, .. Asking.Options],
        Examples = ["grant Olaf approver", "grant slack:T0123/U0456 viewer operator --as Nina"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var (meant, who, instead) = await Meant.ReadAsync(call, people, cancellationToken);
        if (instead is not null)
        {
            return instead;
        }

        var name = meant?.Human?.Name ?? call.Arguments.Value("as")?.Trim();
        if (meant is null || meant.Roles == Role.None || name is not { Length: > 0 })
        {
            return Ask(who, meant, name);
        }

        var change = new Change(name, meant.Roles & ~(meant.Human?.Roles ?? Role.None), meant.Human is null ? meant.Account!.Key : null);
        if (meant.Human is null && (await people.ListAsync(cancellationToken)).Named(name) is not null)
        {
            return new RefusedReply($"{name} is somebody else’s name already. If it is the same human, they join the account themselves: they say link in one account and follow what it says.");
        }

        return change.Roles == Role.None
            ? new RefusedReply($"{name} has {new Change(name, meant.Roles, Account: null).Words()} already.")
            : await asking.AskAsync(call, operations.Find(Info.Word), change.Order(Info.Word), cancellationToken);
    }

    private static FormReply Ask(string? who, Meant? meant, string? name)
    {
        List<Field> fields = [];
        if (who is null)
        {
            fields.Add(new TextField("who", "Who") { Required = true, MaxLength = 200, Hint = "A name from people, or an account as whoami shows it." });
        }

        if (meant is null || meant.Roles == Role.None)
        {
            fields.Add(new ChoiceField("role", "Roles") { Required = true, Many = true, Choices = [.. Change.Names((Role)~0).Select(role => new Choice(role, role))] });
        }

        if (meant is { Human: null } && string.IsNullOrEmpty(name))
        {
            fields.Add(new TextField("as", "Name") { Required = true, MaxLength = 80, Hint = "As it will stand on cards and in the audit." });
        }

        return new FormReply("Grant roles", fields, who is null ? [] : ["--who", who, .. meant is null ? [] : Change.Names(meant.Roles)]);
    }
}
