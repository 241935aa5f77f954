using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Hears that a channel refused a place for good, so that whatever posts there unasked can pause and tell somebody.</summary>
public interface IPlaceGone
{
    /// <summary>Inside the transaction that ends everything waiting for the place. May be told of the same place more than once.</summary>
    Task OnGoneAsync(Place place, Refused refused, Session session);
}
