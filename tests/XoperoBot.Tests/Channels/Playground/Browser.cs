using Microsoft.Playwright;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>One Chromium for all tests of a class. Every tab notes what its console complains about.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.ExecutablePath is not { } path)
        {
            return;
        }

        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    internal Task<Tab> OpenAsync(PlaygroundApp app, string query = "", BrowserNewContextOptions? options = null) => OpenAsync(app.Address, query, options);

    internal async Task<Tab> OpenAsync(Uri address, string query = "", BrowserNewContextOptions? options = null)
    {
        var browser = _browser ?? throw new InvalidOperationException("No Chromium was found on this machine.");
        options ??= new() { ViewportSize = new() { Width = 1360, Height = 900 } };
        options.Locale ??= "en-GB";
        options.TimezoneId ??= "Europe/Warsaw";
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        var tab = new Tab(context, await context.NewPageAsync());
        await tab.Page.GotoAsync(new Uri(address, "/" + query).ToString());
        if (options.JavaScriptEnabled is not false)
        {
            await Assertions.Expect(tab.Page.Locator("#connection")).ToHaveTextAsync("Live");
        }

        return tab;
    }
}

/// <summary>A browser window of its own.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFailed += (_, request) => _complaints.Add($"{request.Url}: {request.Failure}");
    }

    public IPage Page { get; }

    /// <summary>Errors, failed requests and violations of the content security policy.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Where(text => !text.Contains("net::ERR_ABORTED", StringComparison.Ordinal))];

    public ILocator Card(string title) => Page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    public async Task SayAsync(string text)
    {
        var box = Page.GetByLabel("Message to XoperoBot");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    /// <summary>For the eye, while working on the look: where <c>PLAYGROUND_PICTURES</c> names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PLAYGROUND_PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
