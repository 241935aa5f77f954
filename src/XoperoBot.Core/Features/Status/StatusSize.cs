using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Status;

/// <summary>The status card as it is now and at its largest, for the examination of card sizes: its size is told, and nothing that stands on it.</summary>
internal sealed class StatusSize(ServerReader reader, IWatchAge age, TimeProvider time) : IGrowingCard
{
    public string Name => "status";

    public async Task<Card> DrawAsync(CancellationToken cancellationToken) =>
        StatusCard.Of(await reader.ReadAllAsync(Sight.All, cancellationToken), await age.AllAsync(Sight.All, cancellationToken), time.GetUtcNow());
}
