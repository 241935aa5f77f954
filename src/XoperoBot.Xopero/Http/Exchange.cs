using System.Net.Http.Headers;
using System.Security.Authentication;
using Polly;
using Polly.Retry;

namespace XoperoBot.Xopero.Http;

/// <summary>Sends requests to one Management Service: reads with repeats, writes once, each attempt bounded in time and size.</summary>
internal sealed class Exchange(HttpClient http, XoperoServerOptions options, TimeProvider time) : IDisposable
{
    private static readonly ResiliencePropertyKey<Deadline> DeadlineKey = new("deadline");
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    private readonly ResiliencePipeline<Answer> _reads = Reads(options.ReadRetries, time);

    public async Task<Answer> SendAsync(Call call, byte[] body, AuthenticationHeaderValue? authorization, Deadline deadline)
    {
        if (call.IsWrite)
        {
            return await AttemptAsync(call, body, authorization, deadline);
        }

        var context = ResilienceContextPool.Shared.Get(deadline.Token);
        context.Properties.Set(DeadlineKey, deadline);
        try
        {
            return await _reads.ExecuteAsync(
                static async (_, send) => await send.Exchange.AttemptAsync(send.Call, send.Body, send.Authorization, send.Deadline),
                context,
                (Exchange: this, Call: call, Body: body, Authorization: authorization, Deadline: deadline));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => http.Dispose();

    private static ResiliencePipeline<Answer> Reads(int retries, TimeProvider time) =>
        retries == 0
            ? ResiliencePipeline<Answer>.Empty
            : new ResiliencePipelineBuilder<Answer> { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions<Answer>
                {
                    MaxRetryAttempts = retries,
                    ShouldHandle = retry => ValueTask.FromResult(
                        retry.Outcome.Result is { MayPass: true } answer
                        && retry.Context.Properties.TryGetValue(DeadlineKey, out var deadline)
                        && deadline.Outlasts(WaitAfter(answer, retry.AttemptNumber))),
                    DelayGenerator = retry => ValueTask.FromResult<TimeSpan?>(
                        retry.Outcome.Result is { } answer ? WaitAfter(answer, retry.AttemptNumber) : null),
                })
                .Build();

    /// <summary>What the service asked for, else a growing moment. A wait beyond the deadline is not begun at all.</summary>
    private static TimeSpan WaitAfter(Answer answer, int attempt) => answer.RetryAfter ?? FirstWait * (1 << attempt);

    private async ValueTask<Answer> AttemptAsync(Call call, byte[] body, AuthenticationHeaderValue? authorization, Deadline deadline)
    {
        using var patience = new CancellationTokenSource(options.AttemptTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, patience.Token);
        using var content = new JsonBody(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Path) { Content = content };
        request.Headers.Authorization = authorization;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return await ReadAsync(response, stop.Token);
        }
        catch (OperationCanceledException exception) when (!deadline.Caller.IsCancellationRequested)
        {
            return new Answer
            {
                Fault = content.Started ? XoperoFault.Timeout : XoperoFault.Unreachable,
                NothingSent = !content.Started,
                MayPass = true,
                Cause = exception,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return Broken(exception, content.Started);
        }
    }

    private async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            return new Answer
            {
                Fault = Faults.OfStatus(status),
                Status = status,
                RetryAfter = RetryAfter(response.Headers.RetryAfter),
                MayPass = status is 408 or 429 or >= 500,
            };
        }

        var answer = new Answer { Status = status, ServiceTime = response.Headers.Date };
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (await answer.ReadAsync(stream, response.Content.Headers.ContentLength, options.MaxAnswerBytes, cancellationToken))
            {
                return answer;
            }
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        answer.Dispose();
        return new Answer { Fault = XoperoFault.BadAnswer, Status = status };
    }

    private static Answer Broken(Exception exception, bool sent)
    {
        if (exception is HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException
            })
        {
            return new Answer { Fault = XoperoFault.Certificate, NothingSent = true, Cause = exception };
        }

        // Once something was sent, a broken connection says nothing about what the service did with it.
        return new Answer
        {
            Fault = sent ? XoperoFault.BadAnswer : XoperoFault.Unreachable,
            NothingSent = !sent,
            MayPass = exception is not (InvalidDataException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }),
            Cause = exception,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
