using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.People;

/// <summary>Asks for roles or an account to be revoked. What the configuration grants, only the configuration takes.</summary>
internal sealed class RevokeCommand(IPeople people, PeopleStore store, Asking asking, Operations operations) : ICommand
{
    public CommandInfo Info { get; } = new(
        RevokeOperation.OperationName, "revoke <person> <role…|all> or revoke <account>", "Asks for roles or an account to be revoked.")
    {
        Needs = Needs.Admin,
        Risk = Risk.NeedsApproval,
        Options = [.. Meant.Options, .. Asking.Options],
        Examples = ["revoke Olaf approver", "revoke slack:T0123/U0456"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var (meant, who, instead) = await Meant.ReadAsync(call, people, cancellationToken);
        if (instead is not null)
        {
            return instead;
        }

        if (meant is null)
        {
            return new FormReply(
                "Revoke roles",
                [
                    new TextField("who", "Who") { Required = true, MaxLength = 200, Hint = "A name from people, or an account." },
                    new ChoiceField("role", "Roles") { Many = true, Choices = [.. Change.Names((Role)~0).Select(role => new Choice(role, role))], Hint = "None for an account." },
                ],
                []);
        }

        if (meant.Human is not { } human)
        {
            return new RefusedReply($"{who} belongs to nobody.");
        }

        var given = await store.FindAsync(human.Name, cancellationToken) ?? new Granted(human.Name, Role.None, []);
        var change = new Change(human.Name, meant.Roles & given.Roles, meant.Account is { } account && given.Accounts.Contains(account) ? account.Key : null);
        if (meant.Account is null && meant.Roles == Role.None)
        {
            return new UsageReply($"Which roles of {human.Name}? They have {new Change(human.Name, human.Roles, Account: null).Words()}.");
        }

        return change is { Roles: Role.None, Account: null }
            ? new RefusedReply($"Nothing of that was given to {human.Name} at run time. What stands under Access:People in the configuration is taken back there.")
            : await asking.AskAsync(call, operations.Find(Info.Word), change.Order(Info.Word), cancellationToken);
    }
}
