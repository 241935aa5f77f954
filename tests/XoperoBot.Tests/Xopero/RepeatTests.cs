using Microsoft.AspNetCore.Http;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

/// <summary>What is sent again, when, and what never is.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private const string Empty = "{\"result\":[]}";

    private readonly ObservedTime _time = new();
    private FakeManagementService _service = null!;
    private Client _client = null!;

    public async Task InitializeAsync()
    {
        _service = await FakeManagementService.StartAsync();
        _client = new Client(_service.Address, _time);
        await _client.Service.LoginAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_read_is_repeated_after_growing_waits(int status)
    {
        _service.AnswerInTurn(FakeManagementService.Organizations, (status, ""), (status, ""), (200, Empty));

        var read = _client.OrganizationsAsync();
        await _time.PassAsync(TimeSpan.FromMilliseconds(200));
        await _time.PassAsync(TimeSpan.FromMilliseconds(400));

        Assert.Empty(await read);
        Assert.Equal(3, Reads);
    }

    [Fact]
    public async Task A_read_is_given_up_after_its_repeats()
    {
        _service.Answer(FakeManagementService.Organizations, "<html>", 503);

        var read = _client.OrganizationsAsync();
        await _time.PassAsync(TimeSpan.FromMilliseconds(200));
        await _time.PassAsync(TimeSpan.FromMilliseconds(400));

        Assert.Equal(XoperoFault.ServiceError, (await Assert.ThrowsAsync<XoperoException>(() => read)).Fault);
        Assert.Equal(3, Reads);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_refused_read_is_not_repeated(int status)
    {
        _service.Answer(FakeManagementService.Organizations, "", status);

        await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);

        Assert.Equal(1, Reads);
    }

    [Fact]
    public async Task The_wait_is_the_one_that_the_service_asked_for()
    {
        RefuseOnce(429, "3");

        var read = _client.OrganizationsAsync();
        await _time.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Empty(await read);
    }

    [Fact]
    public async Task A_date_to_retry_after_counts_from_now()
    {
        RefuseOnce(503, _time.GetUtcNow().AddSeconds(4).ToString("R"));

        var read = _client.OrganizationsAsync();
        await _time.PassAsync(TimeSpan.FromSeconds(4));

        Assert.Empty(await read);
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("86400", 86400)]
    public async Task A_wait_beyond_the_deadline_is_not_begun_but_told(string asked, int seconds)
    {
        RefuseOnce(429, asked);

        var fault = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);

        Assert.Equal((XoperoFault.Throttled, TimeSpan.FromSeconds(seconds)), (fault.Fault, fault.RetryAfter));
        Assert.Contains(seconds == 10 ? "asks to wait 10 s." : "asks to wait 1440 min.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, Reads);
    }

    [Fact]
    public async Task A_broken_connection_is_repeated_for_a_read()
    {
        var broken = false;
        _service.Answer(FakeManagementService.Organizations, async (context, _) =>
        {
            if (!broken)
            {
                broken = true;
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("{\"result\":[");
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await FakeManagementService.WriteAsync(context, Empty);
        });

        var read = _client.OrganizationsAsync();
        await _time.PassAsync(TimeSpan.FromMilliseconds(200));

        Assert.Empty(await read);
    }

    [Fact]
    public async Task A_hanging_read_is_repeated_and_the_whole_is_over_after_the_deadline()
    {
        var arrived = new SemaphoreSlim(0);
        _service.Answer(FakeManagementService.Organizations, async (context, _) =>
        {
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var read = _client.OrganizationsAsync();
        await arrived.WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(8));
        await _time.PassAsync(TimeSpan.FromMilliseconds(200));
        await arrived.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(read.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.8));

        Assert.Equal(XoperoFault.Timeout, (await Assert.ThrowsAsync<XoperoException>(() => read)).Fault);
        Assert.Equal(2, Reads);
    }

    [Theory]
    [InlineData("attach")]
    [InlineData("detach")]
    [InlineData("modify")]
    [InlineData("activate")]
    [InlineData("deactivate")]
    [InlineData("remove")]
    [InlineData("sync")]
    public async Task A_write_is_sent_once_whatever_the_answer(string write)
    {
        foreach (var status in (int[])[429, 500, 503])
        {
            var path = PathOf(write);
            var before = _service.RequestsTo(path).Count;
            _service.Answer(path, "", status);

            await Assert.ThrowsAsync<XoperoException>(() => WriteAsync(write));

            Assert.Equal(before + 1, _service.RequestsTo(path).Count);
        }
    }

    private static string PathOf(string write) => write switch
    {
        "attach" => "/plans/attachgitrepository",
        "detach" => "/plans/detachgitrepository",
        "modify" => "/plans/modifygitplan",
        _ => "/git/repositories/" + write,
    };

    private int Reads => _service.RequestsTo(FakeManagementService.Organizations).Count;

    private Task WriteAsync(string write) => write switch
    {
        "attach" => _client.Service.AttachAsync("p", "r", CancellationToken.None),
        "detach" => _client.Service.DetachAsync("p", "r", CancellationToken.None),
        "modify" => _client.Service.ModifyPlanAsync([], CancellationToken.None),
        "activate" => _client.Service.ActivateAsync(["r"], CancellationToken.None),
        "deactivate" => _client.Service.DeactivateAsync(["r"], CancellationToken.None),
        "remove" => _client.Service.RemoveAsync("r", removeData: true, CancellationToken.None),
        _ => _client.Service.SyncAsync("o", CancellationToken.None),
    };

    private void RefuseOnce(int status, string retryAfter)
    {
        var refused = false;
        _service.Answer(FakeManagementService.Organizations, (context, _) =>
        {
            if (refused)
            {
                return FakeManagementService.WriteAsync(context, Empty);
            }

            refused = true;
            context.Response.Headers.RetryAfter = retryAfter;
            return FakeManagementService.WriteAsync(context, "", status);
        });
    }
}
