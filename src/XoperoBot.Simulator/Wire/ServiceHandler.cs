using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace XoperoBot.Simulator.Wire;

/// <summary>One request from arrival to answer, with the faults that it meets.</summary>
internal sealed class ServiceHandler(Simulation simulation, CancellationToken stopping)
{
    private const int BrokenOff = 0;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultSlowness = TimeSpan.FromSeconds(5);

    private Assumptions Assumptions => simulation.Options.Assumptions;

    public async Task HandleAsync(HttpContext http)
    {
        var body = await ReadAsync(http.Request);
        var call = Routes.Find(http.Request.Path.Value ?? "", Assumptions.CaseInsensitivePaths);
        var token = AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) ? header : null;
        var (number, faults, down) = Arrive(http.Request, call, body, token?.Scheme);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var (answer, applied) = down ? (null, false) : await AnswerAsync(http.Request.Method, call, body, token, faults, gone.Token);
            simulation.Recorder.End(number, answer?.Status ?? BrokenOff, applied);
            if (answer is null)
            {
                http.Abort();
                return;
            }

            await SendAsync(http.Response, answer, gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            simulation.Recorder.End(number, BrokenOff, faults.Any(fault => fault.AfterApply));
            http.Abort();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task SendAsync(HttpResponse response, Answer answer, CancellationToken gone)
    {
        response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (answer.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, gone);
    }

    private static Answer Damage(Answer answer, IReadOnlyList<Fault> faults)
    {
        if (!answer.IsGood)
        {
            return answer;
        }

        foreach (var fault in faults)
        {
            answer = fault.Kind switch
            {
                FaultKind.TruncatedJson => answer with { Body = answer.Body[..(answer.Body.Length / 2)] },
                FaultKind.MissingBrace when !answer.Body.IsEmpty => answer with { Body = answer.Body[..^1] },
                FaultKind.EmptyBody => answer with { Body = default },
                FaultKind.HtmlInsteadOfJson => Answer.Html(StatusCodes.Status200OK),
                _ => answer,
            };
        }

        return answer;
    }

    private (long Number, IReadOnlyList<Fault> Faults, bool Down) Arrive(HttpRequest request, SimulatorCall? call, byte[] body, string? scheme)
    {
        using var held = simulation.Enter();
        var down = simulation.Engine.IsDown;
        var faults = call is { } known && !down ? simulation.Engine.Faults.Take(known) : [];
        var number = simulation.Recorder.Begin(new RecordedRequest
        {
            Number = 0,
            At = simulation.Time.GetUtcNow(),
            Call = call,
            Path = request.Path.Value ?? "",
            Body = Redaction.Of(call, body),
            AuthorizationScheme = scheme,
            Faults = [.. faults.Select(fault => fault.Kind)],
        });
        return (number, faults, down);
    }

    /// <summary>A null answer stands for a broken connection.</summary>
    private async Task<(Answer? Answer, bool Applied)> AnswerAsync(
        string method, SimulatorCall? call, byte[] body, AuthenticationHeaderValue? token, IReadOnlyList<Fault> faults, CancellationToken gone)
    {
        if (call is not { } known)
        {
            return (Answer.Refusal(StatusCodes.Status404NotFound, Assumptions.ErrorBody), false);
        }

        if (!HttpMethods.IsPost(method))
        {
            return (Answer.Refusal(StatusCodes.Status405MethodNotAllowed, Assumptions.ErrorBody), false);
        }

        foreach (var slow in faults.Where(fault => fault.Kind == FaultKind.Slow))
        {
            await Task.Delay(slow.Delay ?? DefaultSlowness, simulation.Time, gone);
        }

        foreach (var fault in faults.Where(fault => !fault.AfterApply))
        {
            var (meets, instead) = await MeetAsync(fault, token, gone);
            if (meets)
            {
                return (instead, false);
            }
        }

        var answer = Execute(known, body, token, faults);
        foreach (var fault in faults.Where(fault => fault.AfterApply))
        {
            var (meets, instead) = await MeetAsync(fault, token, gone);
            if (meets)
            {
                return (instead, answer.IsGood);
            }
        }

        return (Damage(answer, faults), answer.IsGood);
    }

    /// <summary>Whether the fault takes the place of the answer, and what then comes.</summary>
    private async Task<(bool Meets, Answer? Instead)> MeetAsync(Fault fault, AuthenticationHeaderValue? token, CancellationToken gone)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                return (true, Answer.Refusal(fault.Status ?? StatusCodes.Status500InternalServerError, Assumptions.ErrorBody));
            case FaultKind.HtmlError:
                return (true, Answer.Html(fault.Status ?? StatusCodes.Status502BadGateway));
            case FaultKind.TooManyRequests:
                var refusal = Answer.Refusal(StatusCodes.Status429TooManyRequests, Assumptions.ErrorBody);
                return (true, refusal with { RetryAfter = fault.Delay ?? DefaultRetryAfter });
            case FaultKind.ExpiredToken:
                Revoke(token);
                return (true, Answer.Refusal(Assumptions.UnauthorizedStatus, Assumptions.ErrorBody));
            case FaultKind.Drop:
                return (true, null);
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, gone);
                return (true, null);
            default:
                return (false, null);
        }
    }

    private void Revoke(AuthenticationHeaderValue? token)
    {
        using var held = simulation.Enter();
        simulation.Tokens.Revoke(token?.Parameter);
    }

    private Answer Execute(SimulatorCall call, byte[] body, AuthenticationHeaderValue? token, IReadOnlyList<Fault> faults)
    {
        using var held = simulation.Enter();
        var scheme = string.Equals(token?.Scheme, Assumptions.TokenScheme, StringComparison.OrdinalIgnoreCase);
        var account = scheme ? simulation.Tokens.Check(token?.Parameter, simulation.NowMs) : null;
        if (call != SimulatorCall.Login && account is null)
        {
            return Answer.Refusal(Assumptions.UnauthorizedStatus, Assumptions.ErrorBody);
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var request = new WireRequest(document.RootElement, Assumptions.CaseInsensitiveKeys);
                return Routes.Run(call, new CallContext(simulation, request, account, faults));
            }
        }
        catch (JsonException)
        {
            // Answered below like any other body that is no JSON object.
        }

        return Answer.Refusal(StatusCodes.Status400BadRequest, Assumptions.ErrorBody);
    }
}
