using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Audit;

/// <summary>Keeps who tried something risky without the role for it.</summary>
internal sealed class RefusalAudit(AuditLog audit) : IRefusalObserver
{
    public Func<Session, Task>? Refused(CommandInfo command, Person person, Inbound inbound) =>
        command.Urgent || command.Risk == Risk.NeedsApproval
            ? session => audit.AppendAsync(session, AuditEntry.By(AuditKind.Refusal, $"“{command.Word}” refused: the role {command.Needs.Grants()} is missing.", "", person, inbound))
            : null;
}
