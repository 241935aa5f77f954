using System.Text.Json.Nodes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

public sealed class LoginTests : IAsyncLifetime
{
    private const string Empty = "{\"result\":[]}";

    private readonly ObservedTime _time = new();
    private FakeManagementService _service = null!;
    private Client _client = null!;

    public async Task InitializeAsync()
    {
        _service = await FakeManagementService.StartAsync();
        _service.Answer(FakeManagementService.Organizations, Empty);
        _client = new Client(_service.Address, _time);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Many_calls_at_once_make_one_login()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => _client.OrganizationsAsync()));

        Assert.Equal(1, Logins);
        Assert.Equal(30, _service.RequestsTo(FakeManagementService.Organizations).Count);
    }

    [Fact]
    public async Task A_burst_of_401_makes_one_new_login_and_every_call_succeeds()
    {
        await _client.OrganizationsAsync();
        var refused = 0;
        var all = new TaskCompletionSource();
        _service.Answer(FakeManagementService.Organizations, async (context, _) =>
        {
            if (context.Request.Headers.Authorization != "Bearer token-1")
            {
                await FakeManagementService.WriteAsync(context, Empty);
                return;
            }

            // All are refused together, so that each of them would want a login of its own.
            if (Interlocked.Increment(ref refused) == 10)
            {
                all.SetResult();
            }

            await all.Task;
            context.Response.StatusCode = 401;
        });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _client.OrganizationsAsync()));

        Assert.Equal(10, refused);
        Assert.Equal(2, Logins);
    }

    [Fact]
    public async Task A_write_refused_with_401_is_sent_again_after_one_new_login()
    {
        await _client.OrganizationsAsync();
        _service.AnswerInTurn(FakeManagementService.Sync, (401, ""), (200, ""));

        await _client.Service.SyncAsync("x", CancellationToken.None);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], _service.RequestsTo(FakeManagementService.Sync).Select(request => request.Authorization));
    }

    [Fact]
    public async Task A_call_that_is_refused_with_a_new_token_too_fails_and_leaves_others_alone()
    {
        await _client.OrganizationsAsync();
        _service.Answer(FakeManagementService.Sync, "", 401);

        var fault = await Assert.ThrowsAsync<XoperoException>(() => _client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((XoperoFault.LoginRefused, 401), (fault.Fault, fault.Status));
        Assert.Equal(2, _service.RequestsTo(FakeManagementService.Sync).Count);
        Assert.Empty(await _client.OrganizationsAsync());
        Assert.Equal(2, Logins);
    }

    [Fact]
    public async Task A_token_that_no_call_ever_accepted_is_not_renewed_at_once()
    {
        _service.Answer(FakeManagementService.Organizations, "", 401);

        for (var call = 0; call < 5; call++)
        {
            var fault = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);
            Assert.Equal(XoperoFault.LoginRefused, fault.Fault);
        }

        Assert.Equal(1, Logins);
        _service.Answer(FakeManagementService.Organizations, Empty);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await _client.OrganizationsAsync());
        Assert.Equal(2, Logins);
    }

    [Fact]
    public async Task A_login_is_renewed_before_its_lifetime_runs_out()
    {
        await _client.OrganizationsAsync();
        _time.Advance(TimeSpan.FromDays(29) - TimeSpan.FromMinutes(6));
        await _client.OrganizationsAsync();
        Assert.Equal(1, Logins);

        _time.Advance(TimeSpan.FromMinutes(2));
        await _client.OrganizationsAsync();

        Assert.Equal(2, Logins);
        Assert.Equal("Bearer token-2", _service.RequestsTo(FakeManagementService.Organizations)[^1].Authorization);
    }

    [Theory]
    [InlineData(400, "", "Server main refused the bot's login. ")]
    [InlineData(401, "", "Server main refused the bot's login. ")]
    [InlineData(403, "", "Server main refused the bot's login. ")]
    [InlineData(200, "{\"userId\":\"a\",\"requiresTwoFactor\":true}", "Server main accepted the bot's login but gave no access token; perhaps the account asks for a second factor. ")]
    [InlineData(200, "{\"accessToken\":null}", "Server main accepted the bot's login but gave no access token; perhaps the account asks for a second factor. ")]
    [InlineData(200, "{\"accessToken\":\"\"}", "Server main accepted the bot's login but gave no access token; perhaps the account asks for a second factor. ")]
    [InlineData(200, "{\"accessToken\":\"a\\r\\nX-Evil: 1\"}", "Server main accepted the bot's login but gave no access token; perhaps the account asks for a second factor. ")]
    public async Task A_refused_login_backs_off_growing_and_says_what_to_check(int status, string body, string begin)
    {
        _service.Answer(FakeManagementService.Login, body, status);

        var first = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);
        var second = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);

        const string Check = "Check the configured e-mail and password, and that the account has the role System Administrator and no second factor. ";
        Assert.Equal((XoperoFault.LoginRefused, status), (first.Fault, first.Status));
        Assert.Equal(begin + Check + "The next login is tried in 10 s.", first.Message);
        Assert.Equal((XoperoFault.LoginRefused, null), (second.Fault, second.Status));
        Assert.Equal("Server main refused the bot's last login. " + Check + "The next login is tried in 10 s.", second.Message);
        Assert.Equal(1, Logins);

        foreach (var wait in (int[])[10, 20, 40, 80, 160, 320, 640, 900, 900])
        {
            _time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(TimeSpan.FromMilliseconds(1), (await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync)).RetryAfter);
            var before = Logins;
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);
            Assert.Equal(before + 1, Logins);
        }

        Assert.Empty(_service.RequestsTo(FakeManagementService.Organizations));
    }

    [Fact]
    public async Task A_throttled_login_waits_as_long_as_it_was_asked_to()
    {
        _service.Answer(FakeManagementService.Login, (context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "75";
            return Task.CompletedTask;
        });

        var first = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);
        _time.Advance(TimeSpan.FromSeconds(74));
        var second = await Assert.ThrowsAsync<XoperoException>(_client.OrganizationsAsync);

        Assert.Equal((XoperoFault.Throttled, TimeSpan.FromSeconds(75)), (first.Fault, first.RetryAfter));
        Assert.Equal((XoperoFault.Throttled, TimeSpan.FromSeconds(1)), (second.Fault, second.RetryAfter));
        Assert.Equal(1, Logins);
    }

    [Theory]
    [InlineData(404, "", XoperoFault.NotFound)]
    [InlineData(302, "", XoperoFault.BadAnswer)]
    [InlineData(200, "<html>", XoperoFault.BadAnswer)]
    [InlineData(200, "", XoperoFault.BadAnswer)]
    [InlineData(200, "[]", XoperoFault.BadAnswer)]
    [InlineData(501, "", XoperoFault.ServiceError)]
    public async Task A_login_that_fails_without_a_refusal_is_tried_again_by_the_next_call(int status, string body, XoperoFault fault)
    {
        await using var client = new Client(_service.Address, _time, ("ReadRetries", "0"));
        _service.AnswerInTurn(FakeManagementService.Login, (status, body), (200, "{\"ACCESSTOKEN\":\"t\"}"));

        Assert.Equal(fault, (await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync)).Fault);
        Assert.Empty(await client.OrganizationsAsync());
    }

    [Fact]
    public async Task The_password_file_is_read_at_each_login()
    {
        var file = Path.GetTempFileName();
        await using var client = new Client(_service.Address, _time, ("Password", null), ("PasswordFile", file));
        try
        {
            await File.WriteAllTextAsync(file, "one \r\n");
            await client.Service.LoginAsync(CancellationToken.None);
            await File.WriteAllTextAsync(file, "two\n");
            await client.Service.LoginAsync(CancellationToken.None);
        }
        finally
        {
            File.Delete(file);
        }

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.LoginAsync(CancellationToken.None));

        Assert.Equal(["one ", "two"], _service.RequestsTo(FakeManagementService.Login).Select(Password));
        Assert.Equal((XoperoFault.LoginRefused, "The password file of server main cannot be read or is empty."), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task The_token_scheme_is_the_configured_one()
    {
        await using var client = new Client(_service.Address, _time, ("TokenScheme", "Token"));

        await client.OrganizationsAsync();

        Assert.Equal("Token token-1", _service.RequestsTo(FakeManagementService.Organizations).Single().Authorization);
    }

    private static string Password(Received login) => JsonNode.Parse(login.Body)!["password"]!.GetValue<string>();

    private int Logins => _service.RequestsTo(FakeManagementService.Login).Count;
}
