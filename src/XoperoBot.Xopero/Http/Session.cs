using System.Net.Http.Headers;
using System.Text.Json;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Xopero.Http;

/// <summary>
/// The login of one server: one at a time however many calls need it, renewed before it grows too old, and after refusals not tried
/// again before a growing wait is over, because the service's lock-out rules are not published.
/// </summary>
internal sealed class Session(Exchange exchange, Faults faults, XoperoServerOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly TimeSpan _usable = options.TokenLifetime - Min(TimeSpan.FromMinutes(5), options.TokenLifetime / 10);
    private readonly Lock _gate = new();
    private AccessToken? _token;
    private Task<AccessToken>? _running;
    private DateTimeOffset _notBefore;
    private XoperoFault _refusal;
    private int _refusals;

    /// <summary>The token to send.</summary>
    public Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _token is { } token && time.GetElapsedTime(token.IssuedAt) < _usable
                ? Task.FromResult(token)
                : JoinLogin().WaitAsync(cancellationToken);
        }
    }

    /// <summary>A new token in place of one that a call was refused with. All calls refused with the same one share one login.</summary>
    public Task<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_token, refused))
            {
                return GetAsync(cancellationToken);
            }

            _token = null;
            return refused.Accepted
                ? JoinLogin().WaitAsync(cancellationToken)
                : throw faults.TokenRefused(CountRefusal(XoperoFault.LoginRefused, null));
        }
    }

    /// <summary>Logs in now, unless a login is under way already.</summary>
    public Task<AccessToken> RenewAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return JoinLogin().WaitAsync(cancellationToken);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private Task<AccessToken> JoinLogin()
    {
        if (_running is { IsCompleted: false })
        {
            return _running;
        }

        var wait = _notBefore - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            return Task.FromException<AccessToken>(faults.BackingOff(_refusal, wait));
        }

        // No caller owns the login, so no caller's cancellation ends it; its own deadline does.
        return _running = Task.Run(LoginAsync);
    }

    private async Task<AccessToken> LoginAsync()
    {
        var started = time.GetTimestamp();
        var password = await PasswordAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new LoginRequest(options.Email ?? "", password, RememberMe: true), RequestJson.Default.LoginRequest);
        using var deadline = new Deadline(options.ReadTimeout, time, CancellationToken.None);
        using var answer = await exchange.SendAsync(Call.Login, body, authorization: null, deadline);
        if (answer.Fault is null && ReadToken(answer) is { } value)
        {
            var token = new AccessToken(new AuthenticationHeaderValue(options.TokenScheme, value), started) { ServiceTime = answer.ServiceTime };
            lock (_gate)
            {
                _refusals = 0;
                _token = token;
            }

            return token;
        }

        throw Refused(answer);
    }

    private XoperoException Refused(Answer answer)
    {
        // A service that is down or broken refused nobody; the next call may try at once.
        if (answer.Fault is not null && answer.Status is not (400 or 401 or 403 or 422 or 423 or 429))
        {
            return faults.Of(Call.Login, answer);
        }

        lock (_gate)
        {
            var throttled = answer.Fault == XoperoFault.Throttled;
            var wait = CountRefusal(throttled ? XoperoFault.Throttled : XoperoFault.LoginRefused, answer.RetryAfter);
            return throttled ? faults.Of(Call.Login, answer) : faults.LoginRefused(answer, wait, noToken: answer.Fault is null);
        }
    }

    private TimeSpan CountRefusal(XoperoFault fault, TimeSpan? asked)
    {
        var grown = Min(FirstWait * Math.Pow(2, Math.Min(_refusals, 20)), LongestWait);
        var wait = asked is { } known && known > grown ? Min(known, LongestWait) : grown;
        _refusals++;
        _refusal = fault;
        _notBefore = time.GetUtcNow() + wait;
        return wait;
    }

    private string? ReadToken(Answer answer)
    {
        try
        {
            return LoginReader.Token(answer.Body);
        }
        catch (JsonException exception)
        {
            throw faults.Unreadable(Call.Login, answer.Status, exception);
        }
    }

    /// <summary>Read at every login, so that a changed secret needs no restart.</summary>
    private async Task<string> PasswordAsync()
    {
        if (options.PasswordFile is not { Length: > 0 } file)
        {
            return options.Password ?? "";
        }

        try
        {
            var text = (await File.ReadAllTextAsync(file)).TrimEnd('\r', '\n');
            return text.Length > 0 ? text : throw faults.NoPassword(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw faults.NoPassword(exception);
        }
    }
}
