using Microsoft.Extensions.DependencyInjection;

namespace XoperoBot.Core.Chat;

/// <summary>The channels by their names. They are asked for late: a channel may itself need what needs this.</summary>
public sealed class Channels(IServiceProvider services)
{
    private readonly Lazy<Dictionary<string, IChannel>> _byName = new(() =>
        services.GetServices<IChannel>().ToDictionary(channel => channel.Name, StringComparer.Ordinal));

    public IEnumerable<string> Names => _byName.Value.Keys;

    /// <summary>The channel of that name; null when the bot is not there.</summary>
    public IChannel? Find(string name) => _byName.Value.GetValueOrDefault(name);
}
