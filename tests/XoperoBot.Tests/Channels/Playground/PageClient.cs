using System.Text.RegularExpressions;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>A browser without a script: loads the page, keeps its cookie and sends its forms.</summary>
internal sealed partial class PageClient(PlaygroundApp app) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };

    public string Token { get; private set; } = "";

    public string Origin { get; set; } = app.Address.GetLeftPart(UriPartial.Authority);

    public HttpClient Http => _http;

    public async Task<string> LoadAsync(string path)
    {
        var html = await _http.GetStringAsync(new Uri(path, UriKind.Relative));
        Token = TokenField().Match(html).Groups["token"].Value;
        return html;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["as"] = "operator", ["in"] = "room", ["token"] = Token, ["delivery"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(all) };
        if (Origin.Length > 0)
        {
            request.Headers.Add("Origin", Origin);
        }

        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"token\" value=\"(?<token>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();
}
