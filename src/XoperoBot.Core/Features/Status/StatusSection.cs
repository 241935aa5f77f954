using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Status;

/// <summary>The status on a person's own page.</summary>
internal sealed class StatusSection(ServerReader reader, IWatchAge age, TimeProvider time) : IHomeSection
{
    public int Order => 1;

    public async Task<IReadOnlyList<Element>> ForAsync(Person person, Place place, CancellationToken cancellationToken) =>
        [new Heading("How the backups stand"), .. StatusCard.Of(await reader.ReadAllAsync(person.Sight, cancellationToken), await age.AllAsync(person.Sight, cancellationToken), time.GetUtcNow()).Elements];
}
