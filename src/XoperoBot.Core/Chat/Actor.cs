namespace XoperoBot.Core.Chat;

/// <summary>One account on one channel: who typed, clicked or submitted. Never a human by itself; see <c>Access.People</c>.</summary>
/// <param name="Channel">The channel's name, lower case, as in <see cref="IChannel.Name"/>.</param>
/// <param name="Account">The channel's own stable id of the account, for example <c>T0123/U0123</c> or an Entra object id.</param>
/// <param name="Name">The display name as the channel gave it. Shown, never trusted.</param>
public sealed record Actor(string Channel, string Account, string Name)
{
    /// <summary>The id by which the channel addresses this account in a message, where it differs from <see cref="Account"/>.</summary>
    public string? Address { get; init; }

    /// <summary>IANA time zone of the account, when the channel told it.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>channel:account</c>, the form an administrator grants.</summary>
    public string Key => $"{Channel}:{Account}";

    public bool Equals(Actor? other) =>
        other is not null
        && string.Equals(Channel, other.Channel, StringComparison.Ordinal)
        && string.Equals(Account, other.Account, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() =>
        HashCode.Combine(Channel, StringComparer.OrdinalIgnoreCase.GetHashCode(Account));
}
