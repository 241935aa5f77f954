namespace XoperoBot.Teams.Auth;

/// <summary>The bot's own token for the connector.</summary>
internal interface IBotToken
{
    /// <summary>Null when the bot has no credentials (unauthenticated development).</summary>
    /// <exception cref="BotTokenException">No token can be had now.</exception>
    ValueTask<string?> GetAsync(CancellationToken cancellationToken);

    /// <summary>The service refused this token: the next call asks for a new one.</summary>
    void Forget(string token);
}

/// <summary>A fresh token and when it ends.</summary>
internal sealed record BotToken(string Value, DateTimeOffset ExpiresAt);

/// <summary>Asks the identity service for one token.</summary>
internal interface IBotTokenSource
{
    /// <exception cref="BotTokenException">It was refused or the service is unreachable.</exception>
    Task<BotToken> RequestAsync(CancellationToken cancellationToken);
}

/// <summary>The identity service gave no token.</summary>
/// <param name="reason">Its error code; never a body.</param>
/// <param name="retryAfter">How long to leave it alone; null when that is not known.</param>
/// <param name="inner">What went wrong below.</param>
internal sealed class BotTokenException(string reason, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(reason, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Without credentials, requests carry no token.</summary>
internal sealed class NoBotToken : IBotToken
{
    public ValueTask<string?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public void Forget(string token)
    {
    }
}

/// <summary>Keeps a token until five minutes before its end; many callers share one request, and one refusal for as long as it asked.</summary>
internal sealed class CachedBotToken(IBotTokenSource source, TimeProvider time) : IBotToken, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _oneRequest = new(1, 1);
    private BotToken? _token;
    private (DateTimeOffset Until, string Reason) _pause = (DateTimeOffset.MinValue, string.Empty);

    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (Good() is { } token)
        {
            return token;
        }

        await _oneRequest.WaitAsync(cancellationToken);
        try
        {
            if (Good() is { } other)
            {
                return other;
            }

            if (_pause.Until - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                throw new BotTokenException(_pause.Reason, wait);
            }

            var fresh = await source.RequestAsync(cancellationToken);
            Volatile.Write(ref _token, fresh);
            return fresh.Value;
        }
        catch (BotTokenException exception) when (exception.RetryAfter is { } pause)
        {
            _pause = (time.GetUtcNow() + pause, exception.Message);
            throw;
        }
        finally
        {
            _oneRequest.Release();
        }
    }

    public void Forget(string token)
    {
        var known = Volatile.Read(ref _token);
        if (known?.Value == token)
        {
            Interlocked.CompareExchange(ref _token, null, known);
        }
    }

    public void Dispose() => _oneRequest.Dispose();

    private string? Good() =>
        Volatile.Read(ref _token) is { } token && time.GetUtcNow() < token.ExpiresAt - Margin ? token.Value : null;
}
