using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>
/// Notes that somebody changed an organization through the bot, so that the place where they did it is not alarmed about what they
/// know: coverage incidents of that organization within <see cref="WatchOptions.OwnDoingWithin"/>. They are stored and listed all the
/// same, and every other place is told.
/// </summary>
public interface IOwnDoing
{
    /// <param name="session">The transaction that stores what was done, or that it is about to be done.</param>
    /// <param name="server">Name of the server.</param>
    /// <param name="organization">Id of the organization.</param>
    /// <param name="place">Where it was asked for.</param>
    /// <param name="person">Who.</param>
    Task NoteAsync(Session session, string server, string organization, Place place, string person);
}

internal sealed class OwnDoing(TimeProvider time) : IOwnDoing
{
    public Task NoteAsync(Session session, string server, string organization, Place place, string person) => session.Connection.ExecuteAsync(
        "INSERT INTO own_doing (server, organization, place, person, at) VALUES (@server, @organization, @Place, @person, @At)",
        new { server, organization, Place = place.ToString(), person, At = time.GetUtcNow().ToUnixTimeMilliseconds() },
        session.Transaction);
}
