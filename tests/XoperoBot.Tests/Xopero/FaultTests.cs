using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

/// <summary>Every way to get no usable answer, and what the client makes of it.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly (string, string?)[] NoRetries = [("ReadRetries", "0")];

    private FakeManagementService _service = null!;

    public async Task InitializeAsync() => _service = await FakeManagementService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData(400, XoperoFault.Rejected, false)]
    [InlineData(403, XoperoFault.Forbidden, false)]
    [InlineData(404, XoperoFault.NotFound, false)]
    [InlineData(408, XoperoFault.Timeout, true)]
    [InlineData(409, XoperoFault.Rejected, false)]
    [InlineData(410, XoperoFault.NotFound, false)]
    [InlineData(422, XoperoFault.Rejected, false)]
    [InlineData(429, XoperoFault.Throttled, false)]
    [InlineData(500, XoperoFault.ServiceError, true)]
    [InlineData(502, XoperoFault.ServiceError, true)]
    [InlineData(503, XoperoFault.ServiceError, true)]
    [InlineData(302, XoperoFault.BadAnswer, true)]
    [InlineData(304, XoperoFault.BadAnswer, true)]
    public async Task A_status_becomes_a_fault(int status, XoperoFault fault, bool unclear)
    {
        _service.Answer(FakeManagementService.Organizations, "", status);
        _service.Answer(FakeManagementService.Sync, "", status);
        await using var client = new Client(_service.Address, null, NoRetries);

        var read = await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);
        var write = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((fault, status, "main"), (read.Fault, read.Status, read.Server));
        Assert.Equal((fault, status, unclear), (write.Fault, write.Status, write.IsUnclear));
        Assert.Equal(unclear, write.Message.EndsWith("Whether it did what was asked is not known.", StringComparison.Ordinal));
        Assert.Single(_service.RequestsTo(FakeManagementService.Sync));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("OK")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("{\"errorCode\":\"GT0001\"}")]
    [InlineData("{\"result\":\"none\"}")]
    [InlineData("{\"result\":[]")]
    [InlineData("{\"result\":[]}{}")]
    public async Task A_read_that_is_no_page_is_a_bad_answer(string body)
    {
        _service.Answer(FakeManagementService.Organizations, body);
        await using var client = new Client(_service.Address);

        var fault = await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);

        Assert.Equal((XoperoFault.BadAnswer, 200), (fault.Fault, fault.Status));
    }

    [Theory]
    [InlineData("<!doctype html><html></html>", XoperoFault.BadAnswer, "Server main gave an answer that cannot be read. Whether it did what was asked is not known.")]
    [InlineData("{\"errorCode\":", XoperoFault.BadAnswer, "Server main gave an answer that cannot be read. Whether it did what was asked is not known.")]
    [InlineData("{\"success\":[],\"error\":[{\"id\":\"x\",\"errorCode\":\"GT1001\"}]}", XoperoFault.Rejected, "Server main refused the request with code GT1001.")]
    [InlineData("{\"errors\":[\"<script>alert(1)</script>\"]}", XoperoFault.Rejected, "Server main refused the request.")]
    [InlineData("{\"failedIds\":[\"a-1\"]}", XoperoFault.Rejected, "Server main refused the request.")]
    public async Task A_success_that_names_a_failure_is_none(string body, XoperoFault fault, string message)
    {
        _service.Answer(FakeManagementService.Sync, body);
        await using var client = new Client(_service.Address);

        var exception = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((fault, message), (exception.Fault, exception.Message));
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"successes\":1,\"warnings\":0,\"errors\":0}")]
    [InlineData("{\"success\":true,\"error\":null,\"errorCode\":null}")]
    public async Task A_success_that_names_no_failure_is_one(string body)
    {
        _service.Answer(FakeManagementService.Sync, body);
        await using var client = new Client(_service.Address);

        await client.Service.SyncAsync("x", CancellationToken.None);

        Assert.Single(_service.RequestsTo(FakeManagementService.Sync));
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_and_clear()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var client = new Client(new Uri($"http://127.0.0.1:{port}"), null, NoRetries);

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((XoperoFault.Unreachable, false, true), (fault.Fault, fault.IsUnclear, fault.NothingSent));
        Assert.Equal("Server main cannot be reached.", fault.Message);
    }

    [Fact]
    public async Task A_connection_lost_after_the_login_is_clear_for_a_write_that_cannot_be_sent_any_more()
    {
        var service = await FakeManagementService.StartAsync();
        await using var client = new Client(service.Address, null, NoRetries);
        await client.Service.LoginAsync(CancellationToken.None);
        await service.DisposeAsync();

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((XoperoFault.Unreachable, false), (fault.Fault, fault.IsUnclear));
    }

    [Fact]
    public async Task A_connection_broken_after_sending_is_unclear_and_the_write_is_not_repeated()
    {
        _service.Answer(FakeManagementService.Sync, (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var client = new Client(_service.Address);

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((XoperoFault.BadAnswer, true), (fault.Fault, fault.IsUnclear));
        Assert.Single(_service.RequestsTo(FakeManagementService.Sync));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_in_time_is_a_timeout_wherever_it_hangs(bool afterHeaders)
    {
        Hang(FakeManagementService.Organizations, afterHeaders);
        Hang(FakeManagementService.Sync, afterHeaders);
        await using var client = new Client(_service.Address, null, ("AttemptTimeout", "00:00:00.200"), ("ReadRetries", "0"));
        await client.Service.LoginAsync(CancellationToken.None);

        var read = await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);
        var write = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal(XoperoFault.Timeout, read.Fault);
        Assert.Equal("Server main did not answer in time.", read.Message);
        Assert.Equal((XoperoFault.Timeout, true), (write.Fault, write.IsUnclear));
    }

    [Fact]
    public async Task A_login_that_times_out_leaves_the_write_behind_it_clear()
    {
        Hang(FakeManagementService.Login, afterHeaders: false);
        await using var client = new Client(_service.Address, null, ("AttemptTimeout", "00:00:00.200"), ("ReadRetries", "0"));

        var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal((XoperoFault.Timeout, false), (fault.Fault, fault.IsUnclear));
    }

    [Fact]
    public async Task The_callers_own_wish_to_stop_is_not_a_fault()
    {
        Hang(FakeManagementService.Sync, afterHeaders: false);
        await using var client = new Client(_service.Address);
        using var stop = new CancellationTokenSource();
        var call = client.Service.SyncAsync("x", stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.DoesNotContain(client.Lines, line => line.Contains("failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_beyond_the_bound_is_not_read(bool tellsLength)
    {
        var body = "{\"result\":[" + new string(' ', 5000) + "]}";
        _service.Answer(FakeManagementService.Organizations, async (context, _) =>
        {
            context.Response.ContentLength = tellsLength ? body.Length : null;
            await FakeManagementService.WriteAsync(context, body);
        });
        await using var client = new Client(_service.Address, null, ("MaxAnswerBytes", "5000"));

        Assert.Equal(XoperoFault.BadAnswer, (await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync)).Fault);
        Assert.Single(_service.RequestsTo(FakeManagementService.Organizations));
        await using var wider = new Client(_service.Address, null, ("MaxAnswerBytes", "6000"));
        Assert.Empty(await wider.OrganizationsAsync());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using var elsewhere = await FakeManagementService.StartAsync();
        _service.Answer(FakeManagementService.Organizations, (context, _) =>
        {
            context.Response.Redirect(elsewhere.Address + "git/organizations/getmany", permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var client = new Client(_service.Address);

        await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Only_the_pinned_certificate_passes_and_without_a_pin_only_a_trusted_one()
    {
        using var certificate = FakeManagementService.SelfSigned();
        await using var service = await FakeManagementService.StartAsync(certificate);
        service.Answer(FakeManagementService.Organizations, "{\"result\":[]}");
        var pin = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await using var pinned = new Client(service.Address, null, ("CertificateSha256", pin));
        await using var otherPin = new Client(service.Address, null, ("CertificateSha256", new string('0', 64)));
        await using var unpinned = new Client(service.Address);

        Assert.Empty(await pinned.OrganizationsAsync());
        foreach (var client in new[] { otherPin, unpinned })
        {
            var fault = await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));
            Assert.Equal((XoperoFault.Certificate, false), (fault.Fault, fault.IsUnclear));
        }

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task One_line_per_failed_call_says_what_failed_and_neither_line_nor_sentence_holds_a_secret()
    {
        _service.Answer(FakeManagementService.Organizations, "{\"secret\":\"body\"}", 500);
        await using var client = new Client(_service.Address);

        var fault = await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync);

        var line = Assert.Single(client.Lines, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.StartsWith("Server main: git/organizations/getmany failed with ServiceError, status 500, after ", line, StringComparison.Ordinal);
        Assert.Equal("Server main reports an error of its own (status 500).", fault.Message);
        Assert.All(
            client.Lines.Append(fault.Message),
            text => Assert.DoesNotMatch("Password123|token-1|secret|test@test|127\\.0\\.0\\.1", text));
    }

    private void Hang(string path, bool afterHeaders) => _service.Answer(path, async (context, _) =>
    {
        if (afterHeaders)
        {
            await context.Response.WriteAsync("{\"result\":");
            await context.Response.Body.FlushAsync();
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    });
}
