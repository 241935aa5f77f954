using System.Collections.Concurrent;
using System.Text.Json;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack;

/// <summary>Names and time zones, kept for an hour. Only shown, never used to decide anything; without an answer the id must do.</summary>
internal sealed class SlackDirectory(WebApi api, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepFailure = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Entry> _people = new(StringComparer.Ordinal);
    private Bot? _bot;

    /// <summary>The bot's own account; null while Slack cannot be asked.</summary>
    public async Task<Bot?> BotAsync(CancellationToken cancellationToken)
    {
        if (_bot is { } known)
        {
            return known;
        }

        var answer = await WithinPatienceAsync(api.AuthTestAsync, cancellationToken);
        if (answer is { Ok: true } && answer.Text("user_id") is { } id)
        {
            _bot = new Bot(id, answer.Text("user") ?? "XoperoBot", Uri.TryCreate(answer.Text("url"), UriKind.Absolute, out var workspace) ? workspace : null);
        }

        return _bot;
    }

    /// <summary>The workspace's own address; null until Slack told it.</summary>
    public Uri? Workspace => _bot?.Workspace;

    public string BotName => _bot?.Name ?? "XoperoBot";

    /// <summary>With what is known already; never calls Slack.</summary>
    public Actor ActorOf(string? team, string user, string? name)
    {
        var entry = _people.GetValueOrDefault(user);
        return new Actor(SlackIds.Channel, SlackIds.Account(team, user), name ?? entry?.Name ?? user)
        {
            Address = user,
            TimeZone = entry?.TimeZone,
        };
    }

    /// <summary>Asks Slack for the name when the payload had none.</summary>
    public async Task<Actor> FindAsync(string? team, string user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_people.GetValueOrDefault(user) is not { } entry || entry.Until <= now)
        {
            var answer = await WithinPatienceAsync(token => api.UsersInfoAsync(user, token), cancellationToken);
            _people[user] = EntryOf(answer, now);
        }

        return ActorOf(team, user, name: null);
    }

    private static Entry EntryOf(ApiAnswer? answer, DateTimeOffset now)
    {
        if (answer is not { Ok: true } || answer.Object("user") is not { ValueKind: JsonValueKind.Object } user)
        {
            return new Entry(Name: null, TimeZone: null, now + KeepFailure);
        }

        var profile = user.TryGetProperty("profile", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new Entry(
            Text(profile, "display_name") ?? Text(user, "real_name") ?? Text(user, "name"),
            Text(user, "tz"),
            now + Keep);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private async Task<ApiAnswer?> WithinPatienceAsync(Func<CancellationToken, Task<ApiAnswer>> call, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public sealed record Bot(string Id, string Name, Uri? Workspace);

    private sealed record Entry(string? Name, string? TimeZone, DateTimeOffset Until);
}
