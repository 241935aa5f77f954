using XoperoBot.Core.Access;

namespace XoperoBot.Slack;

/// <summary>Accounts as <c>T0123/U0123</c>: a user's id means nothing outside its workspace.</summary>
internal sealed class SlackAccountForm : IAccountForm
{
    public string Channel => SlackIds.Channel;

    public string? Wrong(string account) => account.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
        ? null
        : "is not written workspace/user, for example T0123/U0123; whoami shows it.";
}
