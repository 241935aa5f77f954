using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Hears of a command that was refused for want of a role. Found by dependency injection.</summary>
public interface IRefusalObserver
{
    /// <summary>What is stored with the turn; null for nothing.</summary>
    Func<Session, Task>? Refused(CommandInfo command, Person person, Inbound inbound);
}
