using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Xopero.Http;

/// <summary>Makes sense of a successful answer. A <see cref="JsonException"/> means that it makes none.</summary>
internal delegate T AnswerReader<out T>(ReadOnlySpan<byte> utf8, int? status);

/// <summary>One call from beginning to end: login, sending, one renewal on 401, reading, and one log line if it failed.</summary>
internal sealed partial class Caller(
    Exchange exchange, Session session, Faults faults, XoperoServerOptions options, TimeProvider time, ILogger logger)
{
    public async Task<T> CallAsync<T>(Call call, byte[] body, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(
            call.IsWrite ? Timeout.InfiniteTimeSpan : options.ReadTimeout, time, cancellationToken);
        return await MeasureAsync(call, deadline, async () =>
        {
            using var answer = await SendAsync(call, body, deadline);
            return answer.Fault is null ? Read(call, answer, read) : throw faults.Of(call, answer);
        });
    }

    public async Task<SignedIn> LoginAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ReadTimeout, time, cancellationToken);
        var token = await MeasureAsync(Call.Login, deadline, () => session.RenewAsync(deadline.Token));
        return new SignedIn(TokenClaims.Roles(token.Header.Parameter), token.ServiceTime);
    }

    private async Task<Answer> SendAsync(Call call, byte[] body, Deadline deadline)
    {
        var token = await session.GetAsync(deadline.Token);
        var answer = await exchange.SendAsync(call, body, token.Header, deadline);
        if (answer.Status != 401)
        {
            token.Accepted |= answer.Status is not null;
            return answer;
        }

        token = await session.ReplaceAsync(token, deadline.Token);
        answer = await exchange.SendAsync(call, body, token.Header, deadline);
        token.Accepted |= answer.Status is not (null or 401);
        return answer.Status == 401 ? throw faults.TokenRefused(null) : answer;
    }

    private T Read<T>(Call call, Answer answer, AnswerReader<T> read)
    {
        try
        {
            return read(answer.Body, answer.Status);
        }
        catch (JsonException exception)
        {
            throw faults.Unreadable(call, answer.Status, exception);
        }
    }

    private async Task<T> MeasureAsync<T>(Call call, Deadline deadline, Func<Task<T>> run)
    {
        using var activity = Telemetry.Source.StartActivity(call.Path, ActivityKind.Client);
        activity?.SetTag("server", options.Name);
        var outcome = "cancelled";
        try
        {
            var result = await run();
            outcome = "ok";
            return result;
        }
        catch (XoperoException exception)
        {
            outcome = Fail(call, deadline, exception, activity);
            throw;
        }
        catch (OperationCanceledException exception) when (!deadline.Caller.IsCancellationRequested)
        {
            var late = faults.Late(call, exception);
            outcome = Fail(call, deadline, late, activity);
            throw late;
        }
        finally
        {
            Telemetry.Record(options.Name, call.Path, outcome, deadline.Elapsed);
        }
    }

    private string Fail(Call call, Deadline deadline, XoperoException exception, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Fault.ToString());
        Log.CallFailed(
            logger,
            options.Name,
            call.Path,
            exception.Fault,
            exception.Status,
            (long)deadline.Elapsed.TotalMilliseconds,
            exception.GetBaseException() is { } cause && cause != exception ? cause.Message : exception.Message);
        return exception.Fault.ToString();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Server {Server}: {Call} failed with {Fault}, status {Status}, after {Milliseconds} ms: {Reason}")]
        public static partial void CallFailed(
            ILogger logger, string server, string call, XoperoFault fault, int? status, long milliseconds, string reason);
    }
}
