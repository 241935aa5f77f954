using System.Net;
using System.Net.Http.Headers;
using XoperoBot.Core.Chat;
using XoperoBot.Playground;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Playground;

public sealed class WireTests : IAsyncLifetime
{
    private static readonly Actor Olaf = new("playground", "operator", "Olaf");

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(Engine.Sqlite);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_is_typed_reaches_the_bot_with_its_person_and_place()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        await page.LoadAsync("/?as=operator&in=dm-operator");

        var response = await page.PostAsync("/playground/say", ("text", " status "), ("in", "dm-operator"), ("zone", "Europe/Warsaw"), ("delivery", "0123456789abcdef"));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/?as=operator&in=dm-operator", response.Headers.Location!.ToString());
        Assert.Equal("playground:dm-operator", Assert.IsType<Joined>(app.Inbox.Received.First()).Place.ToString());
        var said = Assert.IsType<Said>(app.Inbox.Received.Last());
        Assert.Equal(("status", Olaf, "playground:dm-operator", true, "playground:0123456789abcdef", "Europe/Warsaw"),
            (said.Text, said.Actor, said.Place.ToString(), said.Private, said.DeliveryId, said.Actor.TimeZone));
    }

    [Fact]
    public async Task The_same_submit_twice_counts_once()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        await page.LoadAsync("/");
        (string, string)[] fields = [("text", "sync acme"), ("delivery", "0123456789abcdef")];
        await page.PostAsync("/playground/say", fields);
        await page.PostAsync("/playground/say", fields);

        Assert.Single(app.Inbox.Received.OfType<Said>());
        Assert.Single(Occurrences(await page.LoadAsync("/"), "class=\"said\""));
    }

    [Fact]
    public async Task A_click_names_its_message_and_what_the_button_is_not_what_the_page_claims()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        var message = await app.DeliverAsync(new Post(SampleCards.Status) { Place = PlaygroundApp.Room });
        await page.LoadAsync("/");
        await page.PostAsync("/playground/click", ("entry", message.Id), ("command", "status"));
        await page.PostAsync("/playground/click", ("entry", message.Id), ("command", "gone from the card"), ("inplace", "true"));

        var clicks = app.Inbox.Received.OfType<Clicked>().ToList();
        Assert.Equal([("status", message, true), ("gone from the card", message, false)], clicks.Select(click => (click.Command, click.Message!, click.InPlace)));
    }

    public static TheoryData<string, string, string, int> RefusedPosts { get; } = new()
    {
        { "foreign origin", "Origin", "https://evil.example", 403 },
        { "other port of this machine", "Origin", "http://127.0.0.1:1", 403 },
        { "sandboxed page", "Origin", "null", 403 },
        { "no origin at all", "Origin", "", 403 },
        { "other site by its own word", "Sec-Fetch-Site", "same-site", 403 },
        { "cross site by its own word", "Sec-Fetch-Site", "cross-site", 403 },
        { "no token", "token", "", 403 },
        { "foreign token", "token", new string('0', 64), 403 },
        { "unknown person", "as", "mallory", 404 },
        { "no person", "as", "", 404 },
        { "unknown place", "in", "attic", 404 },
        { "somebody else's chat", "in", "dm-admin", 404 },
        { "no delivery id", "delivery", "", 400 },
        { "odd delivery id", "delivery", "m1'; DROP TABLE x --", 400 },
        { "nothing typed", "text", "  ", 400 },
        { "too much typed", "text", new string('x', 4001), 400 },
        { "too large", "text", new string('x', 300_000), 413 },
    };

    [Theory]
    [MemberData(nameof(RefusedPosts))]
    public async Task A_post_is_refused(string why, string what, string value, int status)
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        await page.LoadAsync("/");
        if (what == "Origin")
        {
            page.Origin = value;
        }
        else if (what == "Sec-Fetch-Site")
        {
            page.Http.DefaultRequestHeaders.Add(what, value);
        }

        var response = await page.PostAsync("/playground/say", ("text", "status"), (what, value));

        Assert.True(status == (int)response.StatusCode, $"{why}: {response.StatusCode}");
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Empty(app.Inbox.Received.OfType<Said>());
    }

    [Theory]
    [InlineData("/playground/say")]
    [InlineData("/playground/click")]
    [InlineData("/playground/submit")]
    [InlineData("/playground/control")]
    public async Task Every_post_wants_a_form_of_this_page(string path)
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        await page.LoadAsync("/");
        page.Origin = "https://evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await page.PostAsync(path)).StatusCode);

        using var json = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")) };
        json.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await page.Http.SendAsync(json)).StatusCode);
    }

    [Theory]
    [InlineData("Development", null, "127.0.0.1", null, null, 200)]
    [InlineData("Development", null, "::1", "localhost", null, 200)]
    [InlineData("Development", null, "10.1.2.3", null, null, 404)]
    [InlineData("Development", null, "127.0.0.1", "evil.example", null, 404)]
    [InlineData("Development", null, "127.0.0.1", "localhost.evil.example", null, 404)]
    [InlineData("Development", null, "127.0.0.1", null, "X-Forwarded-For", 404)]
    [InlineData("Development", null, "127.0.0.1", null, "Forwarded", 404)]
    [InlineData("Development", "false", "127.0.0.1", null, null, 404)]
    [InlineData("Production", null, "127.0.0.1", null, null, 404)]
    [InlineData("Staging", null, "127.0.0.1", null, null, 404)]
    [InlineData("Production", "false", "127.0.0.1", null, null, 404)]
    [InlineData("Production", "true", "10.1.2.3", "bot.example", null, 200)]
    public async Task The_page_is_there_only_for_whom_it_should_be(
        string environment, string? enabled, string remote, string? host, string? header, int status)
    {
        (string, string)[] settings = enabled is null ? [] : [("Playground:Enabled", enabled)];
        await using var app = await PlaygroundApp.StartAsync(
            _database, environment, meddle: context => context.Connection.RemoteIpAddress = IPAddress.Parse(remote), settings: settings);
        using var http = new HttpClient { BaseAddress = app.Address };
        foreach (var path in (string[])["/", "/playground/assets/playground.css", "/playground/lookup?as=operator&q=x"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host ?? request.Headers.Host;
            if (header is not null)
            {
                request.Headers.Add(header, "1.2.3.4");
            }

            Assert.Equal(status, (int)(await http.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/?as=mallory")]
    [InlineData("/?as=operator&in=dm-admin")]
    [InlineData("/playground/events?as=operator&in=dm-admin&after=0")]
    [InlineData("/playground/events?as=operator&in=room")]
    [InlineData("/playground/lookup?as=mallory&source=x&q=")]
    [InlineData("/playground/assets/..%2Fappsettings.json")]
    [InlineData("/playground/files/m1?as=operator&in=room")]
    public async Task What_is_not_there_or_not_theirs_is_not_found(string path)
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        Assert.Equal(HttpStatusCode.NotFound, (await page.Http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task The_page_forbids_everything_it_does_not_need()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        await app.DeliverAsync(new Post(SampleCards.Repositories) { Place = PlaygroundApp.Room });
        var response = await page.Http.GetAsync(new Uri("/", UriKind.Relative));
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Matches("HttpOnly|httponly", response.Headers.GetValues("Set-Cookie").Single());
        Assert.Matches("(?i)samesite=strict", response.Headers.GetValues("Set-Cookie").Single());
        Assert.DoesNotMatch("<script(?! type=\"module\" src=\"/playground/)|<style| style=| on[a-z]+=|(src|href)=\"(https?:)?//(?!console\\.example)", html);
    }

    [Fact]
    public async Task A_restart_loses_nothing_of_the_conversation()
    {
        MessageRef message;
        await using (var before = await PlaygroundApp.StartAsync(_database))
        {
            message = await before.DeliverAsync(new Post(SampleCards.Status) { Place = PlaygroundApp.Room });
        }

        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        Assert.Contains(">Backups at a glance<", await page.LoadAsync("/"), StringComparison.Ordinal);
        await app.DeliverAsync(new Update(SampleCards.Refreshed) { Place = PlaygroundApp.Room }, message);
        Assert.Contains(">Backups at a glance, refreshed<", await page.LoadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_last_event_it_delivered()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        await app.DeliverAsync(new Post(SampleCards.Status) { Place = PlaygroundApp.Room });
        await app.DeliverAsync(new Post(SampleCards.Plain) { Place = PlaygroundApp.Room });
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Add("Last-Event-ID", "1");

        using var reader = new StreamReader(await http.GetStreamAsync(new Uri("/playground/events?as=viewer&in=room&after=0", UriKind.Relative)));
        var events = new List<string>();
        while (events.Count < 1)
        {
            var line = await reader.ReadLineAsync();
            if (line?.StartsWith("data:", StringComparison.Ordinal) is true && line.Contains("\"id\":\"m", StringComparison.Ordinal))
            {
                events.Add(line);
            }
        }

        Assert.Contains("\"id\":\"m2\"", events[0], StringComparison.Ordinal);
        Assert.Contains("Only for you", events[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_conversation_is_shown_a_hundred_messages_at_a_time()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        for (var number = 1; number <= 150; number++)
        {
            await app.DeliverAsync(new Post(new Card($"card {number}", Tone.Neutral, []) { Summary = "" }) { Place = PlaygroundApp.Room });
        }

        var newest = await page.LoadAsync("/?as=operator&in=room");
        var earlier = await page.LoadAsync("/?as=operator&in=room&before=51");

        Assert.Equal(100, Occurrences(newest, "<article").Count());
        Assert.Contains("before=51\">Earlier messages", newest, StringComparison.Ordinal);
        Assert.Equal(50, Occurrences(earlier, "<article").Count());
        Assert.Contains("Newest messages", earlier, StringComparison.Ordinal);
        Assert.DoesNotContain("Earlier messages", earlier, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_a_download_and_says_so_when_it_is_gone()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        var kept = await app.DeliverAsync(new SendFile("csv", "acme \"failed\".csv", "text/csv", "All") { Place = PlaygroundApp.Room });
        var gone = await app.DeliverAsync(new SendFile("old", "old.csv", "text/csv", "All") { Place = PlaygroundApp.Room });

        var response = await page.Http.GetAsync(new Uri($"/playground/files/{kept.Id}?as=operator&in=room", UriKind.Relative));
        Assert.Equal("name,state\napi,failed\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.Gone, (await page.Http.GetAsync(new Uri($"/playground/files/{gone.Id}?as=operator&in=room", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task An_action_of_the_panel_takes_only_what_it_offered()
    {
        var ran = new List<string>();
        var control = new PlaygroundControl(
        [
            new("fail", "Fail a plan", "Plans", "", (chosen, _) =>
            {
                ran.Add(chosen["plan"]);
                return Task.FromResult("Done.");
            })
            {
                Parameters = [new("plan", "Plan", _ => new([new("nightly", "Nightly")]))],
            },
        ]);
        await using var app = await PlaygroundApp.StartAsync(_database, control: control);
        using var page = new PageClient(app);
        Assert.Contains("Make things happen", await page.LoadAsync("/"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await page.PostAsync("/playground/control", ("action", "fail"), ("p-plan", "nightly"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await page.PostAsync("/playground/control", ("action", "fail"), ("p-plan", "other"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await page.PostAsync("/playground/control", ("action", "fail"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await page.PostAsync("/playground/control", ("action", "other"))).StatusCode);
        Assert.Equal(["nightly"], ran);
    }

    [Fact]
    public async Task A_form_is_sent_by_its_person_alone_and_only_once()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        using var page = new PageClient(app);
        var form = await app.DeliverAsync(new ShowForm(Olaf, SampleCards.Attach) { Place = PlaygroundApp.Room });
        await page.LoadAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, (await page.PostAsync("/playground/submit", ("as", "admin"), ("entry", form.Id))).StatusCode);
        await page.PostAsync("/playground/submit", ("entry", form.Id), ("cancelled", "true"));
        await page.PostAsync("/playground/submit", ("entry", form.Id));

        Assert.True(Assert.Single(app.Inbox.Received.OfType<Submitted>()).Cancelled);
    }

    [Fact]
    public async Task What_was_typed_into_a_lookup_counts_when_it_names_one_thing()
    {
        await using var app = await PlaygroundApp.StartAsync(_database);
        app.Inbox.OnLookup = _ => [new("1", "api"), new("2", "api-docs")];
        using var page = new PageClient(app);
        var form = await app.DeliverAsync(new ShowForm(Olaf, SampleCards.Attach) { Place = PlaygroundApp.Room });
        await page.LoadAsync("/");
        await page.PostAsync("/playground/submit", ("entry", form.Id), ("q-repositories", "API"));

        Assert.Equal(["1"], app.Inbox.Received.OfType<Submitted>().Single().Values["repositories"]);
    }

    private static IEnumerable<int> Occurrences(string text, string part)
    {
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}
