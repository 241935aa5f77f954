using System.Data.Common;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Doctor;

/// <summary>Where the bot is told to post unasked.</summary>
public interface IDestinations
{
    /// <summary>Every such place of one channel, once, and what is posted there.</summary>
    Task<IReadOnlyList<(Place Place, string For)>> ListAsync(string channel, CancellationToken cancellationToken);
}

internal sealed class Destinations(IOptions<ApprovalsOptions> approvals, Subscriptions subscriptions) : IDestinations
{
    public async Task<IReadOnlyList<(Place Place, string For)>> ListAsync(string channel, CancellationToken cancellationToken)
    {
        var requests = approvals.Value.Channels.Select(text => Place.TryParse(text, out var place) ? place : null).OfType<Place>();
        var alerts = await SubscribedAsync(cancellationToken);
        return
        [
            .. requests.Select(place => (Place: place, For: "requests")).Concat(alerts.Select(place => (Place: place, For: "alerts")))
                .Where(use => use.Place.Channel == channel)
                .GroupBy(use => use.Place)
                .Select(uses => (uses.Key, string.Join(" and ", uses.Select(use => use.For).Distinct(StringComparer.Ordinal)))),
        ];
    }

    private async Task<IEnumerable<Place>> SubscribedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await subscriptions.AllAsync(cancellationToken)).Select(subscription => subscription.Place);
        }
        catch (Exception missing) when (missing is DbException or DatabaseUnavailableException)
        {
            // Said elsewhere; where no start has prepared a database, nobody can have subscribed.
            return [];
        }
    }
}
