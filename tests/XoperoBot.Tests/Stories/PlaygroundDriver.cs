using System.Net;
using System.Text.RegularExpressions;

namespace XoperoBot.Tests.Stories;

internal sealed partial class PlaygroundDriver : ChatDriver
{
    private HttpClient _http = new();
    private Lazy<Task<string>>? _token;

    public override IEnumerable<KeyValuePair<string, string?>> Settings => People("Playground", person => person).Concat(
        new[] { "viewer", "operator", "stranger", "ada", "ben", "amir", "both" }.Index().SelectMany(person => new KeyValuePair<string, string?>[]
        {
            new($"Playground:People:{person.Index}:Id", person.Item),
            new($"Playground:People:{person.Index}:Name", person.Item),
        }));

    public override void Meet(Uri bot)
    {
        _http.Dispose();
        _http = new HttpClient { BaseAddress = bot };

        // One browser has one cookie and so one token, however much it does at once.
        _token = new Lazy<Task<string>>(async () => Token().Match(await PageAsync("viewer")).Groups["token"].Value);
    }

    public override Task SayAsync(string person, string text, string? delivery = null) =>
        PostAsync("/playground/say", person, delivery, ("text", text));

    public override async Task PressAsync(string person, Shown message, string button, string? delivery = null)
    {
        var entry = Entry().Matches(await PageAsync(person)).First(match => match.Groups["id"].Value == message.Id).Value;
        var command = Button().Matches(entry).First(match => Plain(match.Groups["label"].Value) == button).Groups["command"].Value;
        await PostAsync("/playground/click", person, delivery, ("entry", message.Id), ("command", WebUtility.HtmlDecode(command)));
    }

    public override async Task<IReadOnlyList<Shown>> LookAsync(string person) =>
        [.. Entry().Matches(await PageAsync(person)).Where(match => match.Groups["kind"].Value.Contains("bot", StringComparison.Ordinal)).Select(match => new Shown(
            match.Groups["id"].Value, Plain(match.Value), [.. Button().Matches(match.Value).Select(button => Plain(button.Groups["label"].Value))]))];

    public override async Task WriteAsync(string directory) =>
        await File.WriteAllTextAsync(Path.Combine(directory, "playground.html"), await PageAsync("operator"));

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<string> PageAsync(string person) => _http.GetStringAsync(new Uri($"/?as={person}&in=room", UriKind.Relative));

    private async Task PostAsync(string path, string person, string? delivery, params (string Name, string Value)[] fields)
    {
        var token = await _token!.Value;
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["as"] = person, ["in"] = "room", ["token"] = token, ["delivery"] = delivery ?? Guid.NewGuid().ToString("N"),
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

    [GeneratedRegex("<article class=\"entry (?<kind>[^\"]*)\" id=\"e-(?<id>[^\"]+)\".*?</article>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 2000)]
    private static partial Regex Entry();

    [GeneratedRegex("<button [^>]*data-command=\"(?<command>[^\"]*)\"[^>]*><bdi>(?<label>[^<]*)</bdi>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Button();

    [GeneratedRegex("name=\"token\" value=\"(?<token>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Token();

    [GeneratedRegex("<svg.*?</svg>|<[^>]+>", RegexOptions.Singleline, 2000)]
    private static partial Regex Tag();
}
