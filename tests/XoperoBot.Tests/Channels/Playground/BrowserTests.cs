using System.Text.RegularExpressions;
using Microsoft.Playwright;
using XoperoBot.Core.Chat;
using XoperoBot.Playground;
using XoperoBot.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace XoperoBot.Tests.Channels.Playground;

public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private static readonly Actor Olaf = new("playground", "operator", "Olaf");

    private static readonly Regex Something = new(@"\S", RegexOptions.None, TimeSpan.FromSeconds(1));

    private TestDatabase _database = null!;
    private PlaygroundApp _app = null!;

    private static PlaygroundControl Control { get; } = new(
    [
        new("fail", "Fail a plan", "Plans", "The plan's next run ends as failed.", (chosen, _) => Task.FromResult($"{chosen["plan"]} will fail."))
        {
            Parameters = [new("plan", "Plan", _ => new([new("nightly", "acme: Nightly"), new("weekly", "globex: Weekly archive")]))],
        },
        new("finish", "Finish what is running", "Plans", "", (_, _) => Task.FromResult("Finished.")),
        new("add", "Add a repository", "Repositories", "It appears at the Git host, in no plan.", (_, _) => Task.FromResult("Added.")),
        new("down", "Take the service down", "Service", "Until it is brought back.", (_, _) => Task.FromResult("The service is down.")),
    ]);

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        _app = await PlaygroundApp.StartAsync(_database, control: Control);
        _app.Inbox.OnAccepted = AnswerAsync;
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [ChromiumFact]
    public async Task A_newcomer_clicks_a_suggestion_and_a_card_arrives_without_loading_the_page()
    {
        await using var tab = await browser.OpenAsync(_app);
        await tab.PictureAsync("empty");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "status", Exact = true }).ClickAsync();

        await Expect(tab.Card("Backups at a glance")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { Name = "acme: 74.14 %" })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#announcer")).ToHaveTextAsync("XoperoBot: Warning: Backups at a glance. 2 plans failed; 270 of 294 repositories are protected.");
        await Expect(tab.Card("Backups at a glance").Locator("time")).ToHaveTextAsync("2 Mar 2026, 09:41");
        await tab.PictureAsync("status");
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task A_click_changes_its_card_in_place_and_keeps_the_focus()
    {
        await using var tab = await browser.OpenAsync(_app);
        await tab.SayAsync("status");
        var refresh = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" });
        await refresh.FocusAsync();
        await refresh.PressAsync("Enter");

        await Expect(tab.Card("Backups at a glance, refreshed")).ToBeVisibleAsync();
        await Expect(tab.Card("Backups at a glance")).ToHaveCountAsync(0);
        await Expect(refresh).ToBeFocusedAsync();
        var clicked = Assert.IsType<Clicked>(_app.Inbox.Received.Last());
        Assert.True(clicked.InPlace);
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task A_dangerous_click_asks_first()
    {
        await using var tab = await browser.OpenAsync(_app);
        await tab.SayAsync("repos acme failed");
        var stop = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Stop infra" });
        await stop.ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Stop the synchronisation of infra?" });
        await tab.PictureAsync("confirm");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "No, go back" }).ClickAsync();
        await stop.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Yes, go on" }).ClickAsync();
        await Expect(tab.Page.Locator(".pressed")).ToHaveTextAsync("pressed Stop");

        Assert.Equal("stop infra", Assert.Single(_app.Inbox.Received.OfType<Clicked>()).Command);
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task A_form_says_what_is_wrong_at_its_field_keeps_what_was_typed_and_is_sent_once_right()
    {
        _app.Inbox.OnLookup = typed => [.. new[] { "payments-api", "payments-web", "docs" }.Where(name => name.Contains(typed)).Select(name => new Choice("id-" + name, name))];
        _app.Inbox.OnSubmitted = form => form.Values["reason"].Count > 0
            ? new Answer([])
            : new Answer([]) { FieldErrors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "Say why." } };
        await using var tab = await browser.OpenAsync(_app);
        await tab.SayAsync("attach");
        var form = tab.Page.GetByRole(AriaRole.Form, new() { Name = "Attach to a plan" });
        var combo = form.GetByRole(AriaRole.Combobox, new() { Name = "Repositories" });
        await combo.PressSequentiallyAsync("pay");
        await form.GetByRole(AriaRole.Option, new() { Name = "payments-web" }).ClickAsync();
        await combo.PressSequentiallyAsync("pay");
        await Expect(form.Locator(".options [role=option]")).ToHaveCountAsync(2);
        await tab.PictureAsync("form-lookup");
        await combo.PressAsync("ArrowDown");
        await combo.PressAsync("Enter");
        await form.GetByLabel("Plan").SelectOptionAsync("Weekly archive");
        await form.GetByLabel("Operations").CheckAsync();
        await form.GetByLabel("Synchronise first").UncheckAsync();
        await form.GetByLabel("Start on").FillAsync("2026-03-09");
        await form.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();

        var reason = form.GetByLabel("Reason");
        await Expect(reason).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(reason).ToHaveAccessibleDescriptionAsync("Say why. Approvers read this.");
        await Expect(reason).ToBeFocusedAsync();
        await tab.PictureAsync("form-error");
        await reason.FillAsync("new team");
        await form.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await Expect(tab.Page.Locator(".pressed")).ToHaveTextAsync("Attach to a plan: sent");

        var sent = Assert.IsType<Submitted>(_app.Inbox.Received.Last());
        Assert.Equal("form-1", sent.FormId);
        Assert.Equal(["id-payments-web", "id-payments-api"], sent.Values["repositories"]);
        Assert.Equal(["p2"], sent.Values["plan"]);
        Assert.Equal(["ops"], sent.Values["notify"]);
        Assert.Equal(["false"], sent.Values["sync"]);
        Assert.Equal(["2026-03-09"], sent.Values["day"]);
        Assert.Equal(["new team"], sent.Values["reason"]);
        Assert.Empty(sent.Values["ticket"]);
        Assert.Equal("Europe/Warsaw", sent.Actor.TimeZone);
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Of_two_people_in_a_room_both_see_the_post_and_one_the_whisper()
    {
        await using var olaf = await browser.OpenAsync(_app, "?as=operator&in=room");
        await using var ada = await browser.OpenAsync(_app, "?as=approver1&in=room");
        await olaf.SayAsync("whoami");
        await ada.SayAsync("status");

        await Expect(olaf.Card("Only for you")).ToBeVisibleAsync();
        await Expect(olaf.Card("Backups at a glance")).ToBeVisibleAsync();
        await Expect(ada.Card("Backups at a glance")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator(".said").First).ToHaveTextAsync("whoami");
        await Expect(ada.Card("Only for you")).ToHaveCountAsync(0);
        await ada.Page.ReloadAsync();
        await Expect(ada.Card("Backups at a glance")).ToBeVisibleAsync();
        await Expect(ada.Card("Only for you")).ToHaveCountAsync(0);
        await olaf.PictureAsync("whisper");
        Assert.Empty(olaf.Complaints.Concat(ada.Complaints));
    }

    [ChromiumFact]
    public async Task What_nobody_asked_for_is_pushed_and_marked_in_other_conversations()
    {
        await using var tab = await browser.OpenAsync(_app);
        await _app.DeliverAsync(new Working { Place = PlaygroundApp.Room });
        await Expect(tab.Page.Locator("#typing")).ToBeVisibleAsync();
        await _app.DeliverAsync(new Post(SampleCards.Status) { Place = PlaygroundApp.Room, Notify = true });
        await _app.DeliverAsync(new Post(SampleCards.Plain) { Place = new Place("playground", "dm-operator") });

        await Expect(tab.Card("Backups at a glance")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#typing")).ToBeHiddenAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Direct chat new messages" })).ToBeVisibleAsync();
        await Expect(tab.Card("Only for you")).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task The_whole_way_is_walked_with_the_keyboard_alone()
    {
        await using var tab = await browser.OpenAsync(_app);
        await tab.Page.Keyboard.TypeAsync("status");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Card("Backups at a glance")).ToBeVisibleAsync();
        await TabToAsync(tab.Page, "Show failed", "Shift+Tab");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Card("acme: failed repositories")).ToBeVisibleAsync();
        await TabToAsync(tab.Page, "Fail a plan", "Tab");
        await tab.Page.Keyboard.PressAsync("Space");

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("nightly will fail.");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Fail a plan" })).ToBeFocusedAsync();
        await tab.PictureAsync("panel");
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Hostile_names_stay_text()
    {
        await using var tab = await browser.OpenAsync(_app);
        foreach (var name in HtmlRendererTests.Hostile.Where(name => name.Trim().Length > 0))
        {
            await _app.DeliverAsync(new Post(new Card(name, Tone.Bad, [new Facts([new Fact(name, name)])]) { Summary = name }) { Place = PlaygroundApp.Room });
            await Expect(tab.Page.Locator(".card h3").Last).ToHaveTextAsync(name.Trim(), new() { UseInnerText = false });
            Assert.Equal(name, await tab.Page.Locator(".card dd bdi").Last.EvaluateAsync<string>("node => node.textContent"));
        }

        Assert.Equal(0, await tab.Page.Locator(".log script, .log img, .log at").CountAsync());
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task A_phone_and_a_narrow_window_never_scroll_sideways()
    {
        await using var tab = await browser.OpenAsync(_app, options: new() { ViewportSize = new() { Width = 320, Height = 640 }, HasTouch = true, IsMobile = true });
        await tab.SayAsync("repos acme failed");
        await Expect(tab.Card("acme: failed repositories")).ToBeVisibleAsync();
        await tab.SayAsync("attach");
        await Expect(tab.Page.GetByRole(AriaRole.Form, new() { Name = "Attach to a plan" })).ToBeVisibleAsync();
        await tab.SayAsync("status");
        await Expect(tab.Card("Backups at a glance")).ToBeVisibleAsync();
        await tab.SayAsync(new string('x', 400));
        await Expect(tab.Page.Locator(".said")).ToHaveCountAsync(4);
        await tab.PictureAsync("phone-320");

        foreach (var width in (int[])[320, 390, 721, 1024])
        {
            await tab.Page.SetViewportSizeAsync(width, 800);

            // A phone widens its own idea of the window to what overflows, so the width asked for is what counts.
            Assert.InRange(await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
            Assert.True(await tab.Page.EvaluateAsync<bool>("() => document.querySelector('.history').scrollWidth <= document.querySelector('.history').clientWidth"), $"{width} px");
            await tab.PictureAsync($"width-{width}");
        }

        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Every_control_has_a_name_and_enough_contrast_in_both_schemes()
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var tab = await browser.OpenAsync(_app, options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = 1360, Height = 900 } });
            await tab.SayAsync("repos acme failed");
            await tab.SayAsync("status");
            await tab.SayAsync("attach");
            await Expect(tab.Page.GetByRole(AriaRole.Form, new() { Name = "Attach to a plan" })).ToBeVisibleAsync();

            foreach (var control in await tab.Page.Locator("button, a, input:not([type=hidden]), select, textarea").AllAsync())
            {
                if (await control.IsVisibleAsync())
                {
                    await Expect(control).ToHaveAccessibleNameAsync(Something);
                }
            }

            Assert.Empty(await tab.Page.EvaluateAsync<string[]>(Contrast.Script));
            await tab.PictureAsync($"form-{scheme}");
            await tab.Page.Locator(".card").First.ScrollIntoViewIfNeededAsync();
            await tab.PictureAsync($"cards-{scheme}");
            Assert.Empty(tab.Complaints);
        }
    }

    [ChromiumFact]
    public async Task Without_a_script_the_page_still_works()
    {
        await using var tab = await browser.OpenAsync(_app, options: new() { JavaScriptEnabled = false });
        await tab.SayAsync("repos acme failed");
        await Expect(tab.Card("acme: failed repositories")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Stop infra" }).ClickAsync();
        await Expect(tab.Page.GetByText("Stop the synchronisation of infra?")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, go on" }).ClickAsync();
        await Expect(tab.Page.Locator(".pressed")).ToHaveTextAsync("pressed Stop");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Take the service down" }).ClickAsync();
        await Expect(tab.Page.GetByText("The service is down.")).ToBeVisibleAsync();

        Assert.Equal("stop infra", Assert.Single(_app.Inbox.Received.OfType<Clicked>()).Command);
    }

    private static async Task TabToAsync(IPage page, string button, string key)
    {
        var target = page.GetByRole(AriaRole.Button, new() { Name = button });
        for (var presses = 0; presses < 60; presses++)
        {
            if (await target.EvaluateAsync<bool>("node => node === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync(key);
        }

        Assert.Fail($"'{button}' was not reached by {key}.");
    }

    private async Task AnswerAsync(Inbound inbound)
    {
        var place = inbound.Place;
        switch (inbound)
        {
            case Said { Text: "whoami" }:
                await _app.DeliverAsync(new Whisper(inbound.Actor, SampleCards.Plain) { Place = place });
                break;
            case Said { Text: "attach" }:
                await _app.DeliverAsync(new ShowForm(Olaf, SampleCards.Attach) { Place = place });
                break;
            case Said { Text: "status" }:
                await _app.DeliverAsync(new Post(SampleCards.Status) { Place = place });
                break;
            case Said { Text: "repos acme failed" } or Clicked { Command: "repos acme failed" }:
                await _app.DeliverAsync(new Post(SampleCards.Repositories) { Place = place });
                await _app.DeliverAsync(new SendFile("csv", "acme-failed.csv", "text/csv", "All 3 as a file") { Place = place });
                break;
            case Clicked { InPlace: true } click:
                await _app.DeliverAsync(new Update(SampleCards.Refreshed) { Place = place, Message = click.Message });
                break;
        }
    }
}
