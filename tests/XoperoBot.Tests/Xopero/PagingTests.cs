using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

/// <summary>Lists of a service whose counts, page sizes and rows cannot be trusted.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    private FakeManagementService _service = null!;

    public async Task InitializeAsync() => _service = await FakeManagementService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    /// <param name="rows">How many there are.</param>
    /// <param name="limit">How many are asked for per page.</param>
    /// <param name="cap">The service's own maximum per page.</param>
    /// <param name="pageCount">What it claims; "-" nothing, "=" the truth.</param>
    /// <param name="totalEntries">What it claims likewise.</param>
    /// <param name="pages">Pages that must be asked for.</param>
    [Theory]
    [InlineData(0, 10, 10, "=", "=", 1)]
    [InlineData(5, 10, 10, "=", "=", 1)]
    [InlineData(10, 10, 10, "=", "=", 1)]
    [InlineData(25, 10, 10, "=", "=", 3)]
    [InlineData(30, 10, 10, "=", "=", 3)]
    [InlineData(30, 10, 10, "1", "=", 3)]
    [InlineData(30, 10, 10, "=", "2", 4)]
    [InlineData(30, 10, 10, "1", "2", 4)]
    [InlineData(25, 10, 10, "999", "999", 4)]
    [InlineData(25, 10, 10, "=", "999", 4)]
    [InlineData(25, 10, 10, "-", "-", 3)]
    [InlineData(30, 10, 10, "-", "-", 4)]
    [InlineData(25, 10, 10, "0", "0", 4)]
    [InlineData(25, 10, 7, "=", "=", 4)]
    [InlineData(25, 10, 7, "3", "=", 4)]
    [InlineData(25, 10, 7, "1", "2", 5)]
    [InlineData(25, 10, 7, "-", "=", 4)]
    [InlineData(25, 10, 7, "=", "-", 4)]
    public async Task Every_row_comes_once_whatever_the_counts_say(
        int rows, int limit, int cap, string pageCount, string totalEntries, int pages)
    {
        _service.Answer(FakeManagementService.Repositories, (context, body) =>
        {
            var number = JsonNode.Parse(body)!["page"]!.GetValue<int>();
            var size = Math.Min(limit, cap);
            return FakeManagementService.WriteAsync(context, Page(
                Enumerable.Range(0, rows).Skip((number - 1) * size).Take(size).Select(Row),
                Claim(pageCount, Math.Max(1, (rows + size - 1) / size)),
                Claim(totalEntries, rows)));
        });

        var names = await NamesAsync(limit);

        Assert.Equal(Enumerable.Range(0, rows).Select(Name), names);
        Assert.Equal(pages, _service.RequestsTo(FakeManagementService.Repositories).Count);
    }

    [Fact]
    public async Task Rows_that_move_between_pages_come_once()
    {
        Turns([0, 1, 2], [2, 3, 4], [4, 5]);

        Assert.Equal(Enumerable.Range(0, 6).Select(Name), await NamesAsync(3));
    }

    [Fact]
    public async Task A_service_that_always_gives_the_same_page_ends_the_list()
    {
        Turns([0, 1, 2]);

        Assert.Equal(3, (await NamesAsync(3)).Count);
        Assert.Equal(2, _service.RequestsTo(FakeManagementService.Repositories).Count);
    }

    [Fact]
    public async Task A_list_without_end_is_not_taken_for_a_whole_one()
    {
        var next = 0;
        _service.Answer(FakeManagementService.Repositories, (context, _) =>
            FakeManagementService.WriteAsync(context, Page([Row(next++), Row(next++)], "", "")));
        await using var client = new Client(_service.Address, null, ("MaxPages", "20"));

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service
            .ListRepositoriesAsync("o", new RepositoryQuery { Limit = 2 }, CancellationToken.None).ToListAsync().AsTask());

        Assert.Equal((XoperoFault.BadAnswer, "Server main gave a list that does not end after 20 pages."), (fault.Fault, fault.Message));
        Assert.Equal(20, _service.RequestsTo(FakeManagementService.Repositories).Count);
    }

    [Fact]
    public async Task Rows_without_an_id_are_left_out_and_counted()
    {
        _service.Answer(
            FakeManagementService.Repositories,
            Page([Row(0), "{\"name\":\"nameless\"}", "null", "7", "[{}]", "{\"id\":\" \"}", Row(1)], "", ""));
        await using var client = new Client(_service.Address);

        var rows = await client.Service.ListRepositoriesAsync("o", new RepositoryQuery(), CancellationToken.None).ToListAsync();

        Assert.Equal(2, rows.Count);
        Assert.Contains("Server main: git/repositories/getmany gave 5 rows without an id; they are left out", client.Lines);
    }

    [Fact]
    public async Task Pages_that_did_not_change_are_what_they_were_and_one_that_did_is_read()
    {
        var (one, two, later) = (Organizations("a", "b"), Organizations("c"), Organizations("d"));
        _service.AnswerInTurn(FakeManagementService.Organizations, (200, one), (200, two), (200, one), (200, two), (200, one), (200, later), (200, "[]"), (200, "{"));
        await using var client = new Client(_service.Address, null, ("PageSize", "2"));

        var first = await client.OrganizationsAsync();
        var second = await client.OrganizationsAsync();
        var third = await client.OrganizationsAsync();
        var none = await client.OrganizationsAsync();

        Assert.Equal(["a", "b", "c"], first.Select(organization => organization.Name));
        Assert.True(first.SequenceEqual(second, ReferenceEqualityComparer.Instance));
        Assert.Equal(["a", "b", "d"], third.Select(organization => organization.Name));
        Assert.Empty(none);
        await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);
    }

    [Fact]
    public async Task A_list_begins_where_the_query_says()
    {
        Turns([0, 1], [2]);
        await using var client = new Client(_service.Address);

        await client.Service.ListRepositoriesAsync("o", new RepositoryQuery { Page = 7, Limit = 2 }, CancellationToken.None).ToListAsync();

        Assert.Equal(
            [7, 8],
            _service.RequestsTo(FakeManagementService.Repositories).Select(request => JsonNode.Parse(request.Body)!["page"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_fault_on_a_later_page_ends_the_list_with_that_fault()
    {
        _service.AnswerInTurn(FakeManagementService.Repositories, (200, Page([Row(0), Row(1)], "", "")), (403, ""));

        await Assert.ThrowsAsync<XoperoException>(() => NamesAsync(2));
    }

    [Fact]
    public async Task A_hundred_thousand_repositories_pass_with_flat_memory()
    {
        const int Rows = 100_000;
        const int Size = 500;
        _service.Answer(FakeManagementService.Repositories, (context, body) =>
        {
            var number = JsonNode.Parse(body)!["page"]!.GetValue<int>();
            return FakeManagementService.WriteAsync(context, Page(
                Enumerable.Range((number - 1) * Size, Size).Select(Row), Claim("=", Rows / Size), Claim("=", Rows)));
        });
        await using var client = new Client(_service.Address);
        long early = 0;
        var count = 0;

        await foreach (var repository in client.Service.ListRepositoriesAsync("o", new RepositoryQuery { Limit = Size }, CancellationToken.None))
        {
            Assert.NotEmpty(repository.Name);
            if (++count == 5_000)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        // The rows themselves would hold more than 25 MB. Other tests allocate at the same time.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - early;
        Assert.Equal(Rows, count);
        Assert.True(grown < 16 * 1024 * 1024, string.Create(CultureInfo.InvariantCulture, $"{grown} bytes more"));
    }

    private static string Organizations(params string[] names) =>
        $$"""{"result":[{{string.Join(',', names.Select(name => $$"""{"id":"{{name}}","name":"{{name}}","plans":[]}"""))}}]}""";

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"org/repository-{number:D6}");

    private static string Row(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{number:x8}}-99e4-a4ac-b5a4-a4acdeee5","serverId":"{{number:x8}}-99e4","name":"{{Name(number)}}","lastBackup":1645556400000,"isProtected":true}""");

    private static string Claim(string claim, int truth) => claim switch
    {
        "-" => "",
        "=" => truth.ToString(CultureInfo.InvariantCulture),
        _ => claim,
    };

    private static string Page(IEnumerable<string> rows, string pageCount, string totalEntries)
    {
        var page = new StringBuilder("{");
        page.Append(pageCount.Length > 0 ? $"\"pageCount\":{pageCount}," : "");
        page.Append(totalEntries.Length > 0 ? $"\"totalEntries\":{totalEntries}," : "");
        return page.Append("\"result\":{\"repositories\":[").AppendJoin(',', rows).Append("]}}").ToString();
    }

    private void Turns(params int[][] pages) => _service.AnswerInTurn(
        FakeManagementService.Repositories, [.. pages.Select(page => (200, Page(page.Select(Row), "", "")))]);

    private async Task<List<string>> NamesAsync(int limit)
    {
        await using var client = new Client(_service.Address);
        return await client.Service.ListRepositoriesAsync("o", new RepositoryQuery { Limit = limit }, CancellationToken.None)
            .Select(repository => repository.Name)
            .ToListAsync();
    }
}
