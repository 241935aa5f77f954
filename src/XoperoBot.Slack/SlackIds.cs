using System.Security.Cryptography;
using System.Text;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack;

/// <summary>Slack's ids as Core's.</summary>
internal static class SlackIds
{
    public const string Channel = "slack";

    public static Place PlaceOf(string channelId) => new(Channel, channelId);

    /// <summary>Workspace and user together name an account; the user alone is what Slack's methods take.</summary>
    public static string Account(string? team, string user) => $"{team ?? "-"}/{user}";

    public static string UserOf(Actor actor) => actor.Address ?? actor.Account[(actor.Account.LastIndexOf('/') + 1)..];

    /// <summary>True in a personal conversation (<c>D…</c>) and where only the person is known (<c>U…</c>, <c>W…</c>: Slack posts to their own).</summary>
    public static bool IsPrivate(string channelId) => channelId is ['D' or 'U' or 'W', ..];

    public static string Delivery(string id) => $"{Channel}:{id}";

    /// <summary>For deliveries to which Slack gave no id.</summary>
    public static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
