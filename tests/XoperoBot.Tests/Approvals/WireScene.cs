using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Approvals;

/// <summary>One row of the table at the wire: an organization and a room of its own in a bot that plays all of them at once.</summary>
internal sealed partial class WireScene(WireStage stage, string organization, ChatDriver chat, ChatDriver elsewhere) : IScene
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentDictionary<string, string> _cards = new(StringComparer.Ordinal);
    private (string Person, string Message, string Command, string Delivery)? _last;

    public string Organization => organization;

    /// <summary>Ends when the row has come to the restart, if it has one.</summary>
    public TaskCompletionSource AtRestart { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the row has come to where the service goes down for everybody.</summary>
    public TaskCompletionSource AtTheEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Continue { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(string Key, string Value)> Changes { get; private set; } = [];

    public IEnumerable<string> Requests => _cards.Keys;

    public void Meet(Uri bot)
    {
        chat.Meet(bot);
        elsewhere.Meet(bot);
    }

    public Task SayAsync(string person, string text, string sees) => SeesAsync(chat, person, sees, () => chat.SayAsync(Id(person), Own(text)));

    public Task SayElsewhereAsync(string person, string text, string sees) => SeesAsync(elsewhere, person, sees, () => elsewhere.SayAsync(Id(person), Own(text)));

    public async Task ClickAsync(string person, string command, string sees, string? on = null)
    {
        command = Own(command);
        var id = on ?? (RequestIn().Match(command) is { Success: true } match ? match.Value : "");
        if (!_cards.TryGetValue(id, out var message))
        {
            await SayAsync(person, "version", ".NET");
            message = (await chat.LookAsync(Id(person))).First(shown => shown.Text.Contains(".NET", StringComparison.Ordinal)).Id;
        }

        _last = (person, message, command, stage.Delivery());
        await SeesAsync(chat, person, sees, () => chat.ForgeAsync(Id(person), message, command, _last.Value.Delivery));
    }

    public Task RepeatAsync(string id, string sees) =>
        chat.ForgeAsync(Id(_last!.Value.Person), _last.Value.Message, _last.Value.Command, _last.Value.Delivery);

    public Task StormAsync(IReadOnlyList<string> people, string command, int presses)
    {
        var message = _cards[RequestIn().Match(command).Value];
        return Task.WhenAll(Enumerable.Range(0, presses).Select(at => chat.ForgeAsync(Id(people[at % people.Count]), message, command, stage.Delivery())));
    }

    public async Task<string> AskAsync(string line, string person = "Rita")
    {
        await chat.SayAsync(Id(person), Own(line));
        var card = await WaitAsync(chat, person, "a new request", shown => RequestIn().Match(shown.Text) is { Success: true } match
            && shown.Text.Contains("Asked by", StringComparison.Ordinal) && !_cards.ContainsKey(match.Value));
        var id = RequestIn().Match(card.Text).Value;
        _cards[id] = card.Id;
        return id;
    }

    public Task SendInAsync(string person, string sees, params (string Field, string Value)[] answers) =>
        SeesAsync(chat, person, sees, () => chat.SendInAsync(Id(person), [.. answers.Select(answer => (answer.Field, Own(answer.Value)))]));

    public Task ShowsAsync(string id, string text)
    {
        var wanted = Own(text);
        return WaitAsync(chat, "Anna", $"“{wanted}” on {id}", shown => shown.Id == _cards[id] && shown.Text.Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }

    public Task PassAsync(TimeSpan time, bool asleep = false) => stage.Time.PassAsync(time);

    public Task RestartAsync(params (string Key, string Value)[] changes)
    {
        Changes = changes;
        return PauseAsync(AtRestart);
    }

    public Task TakeDownAsync() => PauseAsync(AtTheEnd);

    public Task DriftAsync(Drift drift)
    {
        stage.Service.Change(organization, drift);
        return Task.CompletedTask;
    }

    // No row lets a deactivation be answered.
    public Task LoseAnswerAsync() => Task.CompletedTask;

    public Task<IReadOnlyList<Shown>> LookAsync() => chat.LookAsync("anna");

    public async ValueTask DisposeAsync()
    {
        await chat.DisposeAsync();
        await elsewhere.DisposeAsync();
    }

    private static string Id(string person) => person.ToLowerInvariant();

    private async Task PauseAsync(TaskCompletionSource here)
    {
        here.SetResult();
        stage.Leave();
        await Continue.Task;
        await stage.EnterAsync();
    }

    private string Own(string text) => stage.Named(Acme().Replace(text, organization));

    // The sentence must be new: what another act left standing does not count.
    private async Task SeesAsync(ChatDriver on, string person, string sees, Func<Task> act)
    {
        var wanted = Own(sees);
        var before = wanted.Length == 0 ? 0 : await CountAsync();
        await act();
        var limit = new WaitLimit(Patience);
        while (wanted.Length > 0 && await CountAsync() <= before)
        {
            Assert.False(limit.IsOver(), $"{person} waited for “{wanted}” and saw:\n{string.Join("\n---\n", (await on.LookAsync(Id(person))).Select(shown => shown.Text))}");
            await Task.Delay(LookEvery, CancellationToken.None);
        }

        async Task<int> CountAsync() => (await on.LookAsync(Id(person))).Count(shown => shown.Text.Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<Shown> WaitAsync(ChatDriver on, string person, string what, Func<Shown, bool> isIt)
    {
        var limit = new WaitLimit(Patience);
        while (true)
        {
            var seen = await on.LookAsync(Id(person));
            if (seen.FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            Assert.False(limit.IsOver(), $"{person} waited for {what} and saw:\n{string.Join("\n---\n", seen.Select(shown => shown.Text))}");
            await Task.Delay(LookEvery, CancellationToken.None);
        }
    }

    [GeneratedRegex(@"\bacme\b", RegexOptions.None, 1000)]
    private static partial Regex Acme();

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestIn();
}
