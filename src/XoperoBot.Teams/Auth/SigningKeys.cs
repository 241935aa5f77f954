using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace XoperoBot.Teams.Auth;

/// <summary>A key of the token issuer and the channels it may speak for.</summary>
internal sealed record SigningKey(JsonWebKey Key, IReadOnlyList<string> Endorsements);

/// <summary>
/// The issuer's published keys. The standard configuration manager drops the <c>endorsements</c> member and refreshes in the
/// background, too late for a key that was rolled over a moment ago; so the documents are read here and parsed by the standard types.
/// </summary>
internal sealed partial class SigningKeys(
    IHttpClientFactory clients, IOptions<TeamsOptions> options, TimeProvider time, ILogger<SigningKeys> logger) : IDisposable
{
    public const string ClientName = "teams-openid";

    private static readonly TimeSpan Refresh = TimeSpan.FromHours(24);

    // An attacker who invents key ids must not make us fetch for each of them.
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _oneFetch = new(1, 1);
    private Snapshot? _snapshot;
    private DateTimeOffset _retryAt = DateTimeOffset.MinValue;

    /// <summary>Null when no key of that name is published, or the keys could not be read at all.</summary>
    public async Task<SigningKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref _snapshot);
        var now = time.GetUtcNow();
        if (known is null || now - known.ReadAt >= Refresh
            || (!known.Keys.ContainsKey(keyId) && now - known.ReadAt >= UnknownKeyPause))
        {
            known = await FetchAsync(known, cancellationToken);
        }

        return known?.Keys.GetValueOrDefault(keyId);
    }

    /// <summary>How many keys are published, read now; 0 when they cannot be read.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        (await FetchAsync(Volatile.Read(ref _snapshot), cancellationToken))?.Keys.Count ?? 0;

    public void Dispose() => _oneFetch.Dispose();

    private async Task<Snapshot?> FetchAsync(Snapshot? seen, CancellationToken cancellationToken)
    {
        await _oneFetch.WaitAsync(cancellationToken);
        try
        {
            if (!ReferenceEquals(seen, _snapshot) || time.GetUtcNow() < _retryAt)
            {
                return _snapshot;
            }

            var fresh = await ReadAsync(cancellationToken);
            Volatile.Write(ref _snapshot, fresh);
            Log.Read(logger, fresh.Keys.Count);
            return fresh;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or ArgumentException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nothing of a failure is kept but a short pause; the keys known so far stay good.
            _retryAt = time.GetUtcNow() + FailurePause;
            Log.Failed(logger, exception.GetType().Name);
            return _snapshot;
        }
        finally
        {
            _oneFetch.Release();
        }
    }

    private async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var metadata = new Uri(options.Value.OpenIdMetadataUrl);
        var configuration = OpenIdConnectConfiguration.Create(await client.GetStringAsync(metadata, cancellationToken));
        if (!Uri.TryCreate(configuration.JwksUri, UriKind.Absolute, out var keysUrl)
            || (keysUrl.Scheme != Uri.UriSchemeHttps && !(metadata.IsLoopback && keysUrl.IsLoopback)))
        {
            throw new InvalidOperationException("The metadata names no https address of keys.");
        }

        using var document = JsonDocument.Parse(await client.GetStringAsync(keysUrl, cancellationToken));
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var element in document.RootElement.GetProperty("keys").EnumerateArray())
        {
            var key = new JsonWebKey(element.GetRawText());
            if (!string.IsNullOrEmpty(key.Kid) && key.Kty == JsonWebAlgorithmsKeyTypes.RSA)
            {
                keys[key.Kid] = new SigningKey(key, EndorsementsOf(element));
            }
        }

        return new Snapshot(keys, time.GetUtcNow());
    }

    private static string[] EndorsementsOf(JsonElement key) =>
        key.TryGetProperty("endorsements", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private sealed record Snapshot(IReadOnlyDictionary<string, SigningKey> Keys, DateTimeOffset ReadAt);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Read {Count} signing keys of the Bot Framework")]
        public static partial void Read(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Error, Message = "The signing keys of the Bot Framework could not be read: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
