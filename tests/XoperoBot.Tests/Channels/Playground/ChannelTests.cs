using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Playground;

public sealed class ChannelTests : IAsyncLifetime
{
    private static readonly Actor Stranger = new("playground", "mallory", "Mallory");

    private TestDatabase _database = null!;

    public static TheoryData<Outgoing, string, bool> Undeliverable { get; } = new()
    {
        { new Post(SampleCards.Plain) { Place = new("playground", "attic") }, "unknown_room", true },
        { new Post(SampleCards.Plain) { Place = new("playground", "dm-mallory") }, "unknown_room", true },
        { new Post(SampleCards.Plain) { Place = new("elsewhere", "room") }, "unknown_room", true },
        { new Whisper(Stranger, SampleCards.Plain) { Place = PlaygroundApp.Room }, "unknown_person", false },
        { new Whisper(Stranger with { Channel = "elsewhere", Account = "operator" }, SampleCards.Plain) { Place = PlaygroundApp.Room }, "unknown_person", false },
        { new ShowForm(Stranger, SampleCards.Attach) { Place = PlaygroundApp.Room }, "unknown_person", false },
        { new Update(SampleCards.Plain) { Place = PlaygroundApp.Room }, "message_not_found", false },
        { new Update(SampleCards.Plain) { Place = PlaygroundApp.Room, Message = new(PlaygroundApp.Room, "m99") }, "message_not_found", false },
    };

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(Engine.Sqlite);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Undeliverable))]
    public async Task What_cannot_be_shown_is_refused_with_a_reason(Outgoing outgoing, string code, bool placeGone)
    {
        await using var app = await PlaygroundApp.StartAsync(_database);

        var refused = Assert.IsType<Refused>(await app.Channel.DeliverAsync(outgoing, null, CancellationToken.None));

        Assert.Equal((code, placeGone), (refused.Code, refused.PlaceGone));
        Assert.NotEmpty(refused.Fix);
    }

    [Fact]
    public async Task Where_the_page_is_off_nothing_is_taken_for_it()
    {
        await using var app = await PlaygroundApp.StartAsync(_database, "Production");

        var delivery = await app.Channel.DeliverAsync(new Post(SampleCards.Plain) { Place = PlaygroundApp.Room }, null, CancellationToken.None);

        Assert.Equal("playground_off", Assert.IsType<Refused>(delivery).Code);
    }

    [Fact]
    public async Task A_form_shown_again_takes_its_own_place_and_is_open_again()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        var olaf = new Actor("playground", "operator", "Olaf");
        var first = await app.DeliverAsync(new ShowForm(olaf, SampleCards.Attach) { Place = PlaygroundApp.Room });
        var errors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "Say why." };
        var again = await app.DeliverAsync(new ShowForm(olaf, SampleCards.Attach with { Errors = errors }) { Place = PlaygroundApp.Room });
        using var page = new PageClient(app);

        Assert.Equal(first, again);
        Assert.Contains("Say why.", await page.LoadAsync("/?as=operator&in=room"), StringComparison.Ordinal);
        Assert.DoesNotContain("Attach to a plan", await page.LoadAsync("/?as=admin&in=room"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_messages_make_room()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        for (var number = 0; number < 2005; number++)
        {
            await app.DeliverAsync(new Post(SampleCards.Plain) { Place = PlaygroundApp.Room });
        }

        Assert.DoesNotContain("<article", await page.LoadAsync("/?as=operator&in=room&before=6"), StringComparison.Ordinal);
        Assert.Contains("id=\"e-m6\"", await page.LoadAsync("/?as=operator&in=room&before=7"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Playground:People:0:Id", "Olaf", "Playground:People:0:Id must be")]
    [InlineData("Playground:People:0:Name", "Olaf", "Playground:People:0:Id must be")]
    [InlineData("Playground:Rooms:0:Id", "dm-operator", "Playground:Rooms:0:Id must be")]
    [InlineData("Playground:Rooms:0:Id", "ops", "Playground:Rooms:0:Name is missing")]
    public async Task A_wrong_setting_stops_the_start_and_names_its_key(string key, string value, string complaint)
    {
        var stop = await Assert.ThrowsAnyAsync<Exception>(() => PlaygroundApp.StartAsync(_database, settings: (key, value)));

        Assert.Contains(complaint, stop.ToString(), StringComparison.Ordinal);
    }
}
