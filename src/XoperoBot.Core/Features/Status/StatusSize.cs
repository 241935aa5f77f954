using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Status;

/// <summary>The status card as it is now, for the examination of card sizes.</summary>
internal sealed class StatusSize(ServerReader reader, IWatchAge age, TimeProvider time) : IGrowingCard
{
    public string Name => "status";

    public async Task<Card> DrawAsync(CancellationToken cancellationToken) =>
        StatusCard.Of(await reader.ReadAllAsync(cancellationToken), await age.AllAsync(cancellationToken), time.GetUtcNow());
}
