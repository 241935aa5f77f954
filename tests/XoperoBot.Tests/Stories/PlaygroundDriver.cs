using System.Net;
using System.Text.RegularExpressions;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

internal sealed partial class PlaygroundDriver : ChatDriver
{
    private HttpClient _http = new();
    private Lazy<Task<string>>? _token;

    public override string Channel => "Playground";

    public override IEnumerable<KeyValuePair<string, string?>> Product => Cast(["viewer", "operator", "stranger", "ada", "ben", "amir", "both"]);

    private string Room { get; init; } = "room";

    /// <summary>Configures who can be played.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Cast(IEnumerable<string> people) => people.Index().SelectMany(person => new KeyValuePair<string, string?>[]
    {
        new($"Playground:People:{person.Index}:Id", person.Item),
        new($"Playground:People:{person.Index}:Name", person.Item),
    });

    public override string Account(string person) => person;

    public override ChatDriver In(string room) => new PlaygroundDriver { Room = room };

    public override void Meet(Uri bot)
    {
        _http.Dispose();
        _http = new HttpClient { BaseAddress = bot };

        // One browser has one cookie and so one token, however much it does at once.
        _token = new Lazy<Task<string>>(async () => Token().Match(await FirstPageAsync()).Groups["token"].Value);
    }

    public override Task SayAsync(string person, string text, string? delivery = null) =>
        PostAsync("/playground/say", person, delivery, ("text", text));

    public override async Task PressAsync(string person, Shown message, string button, string? delivery = null)
    {
        var command = "";
        await Eventually.TrueAsync(async () =>
        {
            var entry = Entry().Matches(await PageAsync(person)).First(match => match.Groups["id"].Value == message.Id).Value;
            command = Button().Matches(entry).FirstOrDefault(match => Plain(match.Groups["label"].Value) == button)?.Groups["command"].Value ?? "";
            return command.Length > 0;
        });
        await PostAsync("/playground/click", person, delivery, ("entry", message.Id), ("command", WebUtility.HtmlDecode(command)));
    }

    public override Task ForgeAsync(string person, string messageId, string command, string? delivery = null) =>
        PostAsync("/playground/click", person, delivery, ("entry", messageId), ("command", command), ("confirmed", "yes"));

    public override async Task SendInAsync(string person, params (string Field, string Value)[] answers)
    {
        var entry = Asked().Matches(await PageAsync(person))[^1].Groups["entry"].Value;
        await PostAsync("/playground/submit", person, null, [("entry", entry), .. answers.Select(answer => ($"f-{answer.Field}", answer.Value))]);
    }

    public override async Task<IReadOnlyList<Shown>> LookAsync(string person) =>
        [.. Entry().Matches(await PageAsync(person)).Where(match => match.Groups["kind"].Value.Contains("bot", StringComparison.Ordinal)).Select(match => new Shown(
            match.Groups["id"].Value, $"{Plain(match.Value)}\n{WebUtility.HtmlDecode(match.Groups["summary"].Value)}", [.. Button().Matches(match.Value).Select(button => Plain(button.Groups["label"].Value))]))];

    public override async Task WriteAsync(string directory) =>
        await File.WriteAllTextAsync(Path.Combine(directory, "playground.html"), await PageAsync("operator"));

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Everything that the browser gets, the commands behind the buttons too.</summary>
    public Task<string> SourceAsync(string person) => PageAsync(person);

    private Task<string> FirstPageAsync() => _http.GetStringAsync(new Uri("/", UriKind.Relative));

    private Task<string> PageAsync(string person) => _http.GetStringAsync(new Uri($"/?as={person}&in={Room}", UriKind.Relative));

    private async Task PostAsync(string path, string person, string? delivery, params (string Name, string Value)[] fields)
    {
        var token = await _token!.Value;
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["as"] = person, ["in"] = Room, ["token"] = token, ["delivery"] = delivery ?? Guid.NewGuid().ToString("N"),
        };
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Origin", _http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {response.StatusCode}");
    }

    private static string Plain(string html) => WebUtility.HtmlDecode(Tag().Replace(html, "")).Trim();

    [GeneratedRegex("<article class=\"entry (?<kind>[^\"]*)\" id=\"e-(?<id>[^\"]+)\"[^>]*?data-summary=\"(?<summary>[^\"]*)\".*?</article>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 2000)]
    private static partial Regex Entry();

    [GeneratedRegex("<button [^>]*data-command=\"(?<command>[^\"]*)\"[^>]*><bdi>(?<label>[^<]*)</bdi>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Button();

    [GeneratedRegex("name=\"entry\" value=\"(?<entry>[^\"]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Asked();

    [GeneratedRegex("name=\"token\" value=\"(?<token>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Token();

    [GeneratedRegex("<svg.*?</svg>|<[^>]+>", RegexOptions.Singleline, 2000)]
    private static partial Regex Tag();
}
