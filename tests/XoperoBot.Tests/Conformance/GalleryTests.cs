using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Conformance;

public sealed class GalleryTests
{
    [Fact]
    public async Task No_command_is_missing_from_what_is_judged()
    {
        await using var bot = await Bot.StartAsync([]);

        Assert.Empty(Gallery.Missing(bot.Services.GetRequiredService<CommandCatalog>()));
    }
}
