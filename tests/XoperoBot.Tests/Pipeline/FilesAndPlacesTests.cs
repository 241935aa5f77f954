using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class FilesAndPlacesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_of_twenty_megabytes_comes_back_as_it_was_and_goes_after_a_day(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), new FakeChannel(), time);
        var content = new byte[20 * 1024 * 1024];
        new Random(7).NextBytes(content.AsSpan(0, 2 * 1024 * 1024));
        var shelf = host.Get<FileShelf>();

        var packed = shelf.Pack(content);
        await host.Database.WriteAsync(session => shelf.StoreAsync(session, packed), default);

        Assert.Equal(content, await ReadAsync(shelf, packed.FileId));
        Assert.Null(await ReadAsync(shelf, "unknown"));
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1));
        await host.Create<ExpirySchedule>().RunAsync(default);
        Assert.Null(await ReadAsync(shelf, packed.FileId));
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM file_parts"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_empty_file_is_a_file(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), new FakeChannel());
        var shelf = host.Get<FileShelf>();

        var packed = shelf.Pack([]);
        await host.Database.WriteAsync(session => shelf.StoreAsync(session, packed), default);

        var content = await ReadAsync(shelf, packed.FileId);
        Assert.NotNull(content);
        Assert.Empty(content);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_newest_note_of_a_place_is_kept_until_it_is_forgotten(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), new FakeChannel());
        var book = host.Get<IPlaceBook>();
        var odd = new Place("test", "19:a;b@thread:v2");

        await book.RememberAsync(odd, "first", default);
        await book.RememberAsync(odd, "second", default);
        await book.RememberAsync(new Place("other", "x"), "note", default);

        Assert.Equal("second", await book.RecallAsync(odd, default));
        Assert.Equal([(odd, "second")], await book.ListAsync("test", default));
        await book.ForgetAsync(odd, default);
        Assert.Null(await book.RecallAsync(odd, default));
        Assert.Empty(await book.ListAsync("test", default));
    }

    private static async Task<byte[]?> ReadAsync(FileShelf shelf, string fileId)
    {
        await using var stream = await shelf.OpenAsync(fileId, default);
        if (stream is null)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer);
        return buffer.ToArray();
    }
}
