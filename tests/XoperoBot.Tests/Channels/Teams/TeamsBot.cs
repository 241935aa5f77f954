using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Teams;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

/// <summary>Nothing but the Teams channel on a loopback port, with an inbox that does what the test says.</summary>
internal sealed class TeamsBot : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TeamsBot(WebApplication app, FakeBotFramework teams, ManualTime time, ScriptedInbox inbox, MemoryPlaces places, MemoryFiles files, MemoryOutbox outbox)
    {
        _app = app;
        Teams = teams;
        Time = time;
        Inbox = inbox;
        Places = places;
        Files = files;
        Outbox = outbox;
    }

    public FakeBotFramework Teams { get; }

    public ManualTime Time { get; }

    public ScriptedInbox Inbox { get; }

    public MemoryPlaces Places { get; }

    public MemoryFiles Files { get; }

    public MemoryOutbox Outbox { get; }

    public HttpClient Client { get; } = new();

    public IChannel Channel => _app.Services.GetServices<IChannel>().Single();

    public static async Task<TeamsBot> StartAsync(Action<Dictionary<string, string?>>? change = null, string environment = "Production", Action<IServiceCollection, FakeBotFramework>? more = null)
    {
        var time = new ManualTime();
        var teams = await FakeBotFramework.StartAsync(time);
        var settings = teams.Settings();
        change?.Invoke(settings);

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var (inbox, places, files, outbox) = (new ScriptedInbox(), new MemoryPlaces(), new MemoryFiles(), new MemoryOutbox());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IInbox>(inbox);
        builder.Services.AddSingleton<IPlaceBook>(places);
        builder.Services.AddSingleton<IFileStore>(files);
        builder.Services.AddSingleton<IOutbox>(outbox);
        builder.Services.AddSingleton(Mock.Of<IDestinations>());
        builder.Services.AddTeams(builder.Configuration);
        more?.Invoke(builder.Services, teams);
        var app = builder.Build();
        app.MapTeams();
        var bot = new TeamsBot(app, teams, time, inbox, places, files, outbox);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await bot.DisposeAsync();
            throw;
        }

        bot.Client.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return bot;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Teams.DisposeAsync();
    }
}

/// <summary>Keeps what was handed over and answers what the test says.</summary>
internal sealed class ScriptedInbox : IInbox
{
    public ConcurrentQueue<Inbound> Accepted { get; } = new();

    public ConcurrentQueue<Inbound> Asked { get; } = new();

    public ConcurrentQueue<(Actor Actor, string Source, string Query, int Limit)> Lookups { get; } = new();

    /// <summary>What the turn says; what was not taken is in <see cref="Queued"/>.</summary>
    public Func<Inbound, IReadOnlyList<Outgoing>> Turn { get; set; } = _ => [];

    public Func<Answer, Answer> Ending { get; set; } = answer => answer;

    public ConcurrentQueue<Outgoing> Queued { get; } = new();

    public IReadOnlyList<Choice> Choices { get; set; } = [];

    public Task<Acceptance> AcceptAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        Accepted.Enqueue(inbound);
        return Task.FromResult(Acceptance.Accepted);
    }

    public Task<Answer> AskAsync(Inbound inbound, Func<Outgoing, bool> take, TimeSpan patience, CancellationToken cancellationToken)
    {
        Asked.Enqueue(inbound);
        var taken = new List<Outgoing>();
        foreach (var outgoing in Turn(inbound))
        {
            if (take(outgoing))
            {
                taken.Add(outgoing);
            }
            else
            {
                Queued.Enqueue(outgoing);
            }
        }

        return Task.FromResult(Ending(new Answer(taken)));
    }

    public Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken)
    {
        Lookups.Enqueue((actor, source, query, limit));
        return Task.FromResult(Choices);
    }
}

internal sealed class MemoryPlaces : IPlaceBook
{
    public ConcurrentDictionary<Place, string> Notes { get; } = new();

    public int Writes { get; private set; }

    public Task RememberAsync(Place place, string note, CancellationToken cancellationToken)
    {
        Writes++;
        Notes[place] = note;
        return Task.CompletedTask;
    }

    public Task<string?> RecallAsync(Place place, CancellationToken cancellationToken) => Task.FromResult(Notes.GetValueOrDefault(place));

    public Task<IReadOnlyList<(Place Place, string Note)>> ListAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(Place, string)>>([.. Notes.Where(note => note.Key.Channel == channel).Select(note => (note.Key, note.Value))]);

    public Task ForgetAsync(Place place, CancellationToken cancellationToken)
    {
        Notes.TryRemove(place, out _);
        return Task.CompletedTask;
    }
}

internal sealed class MemoryFiles : IFileStore
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public Task<Stream?> OpenAsync(string fileId, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(Files.TryGetValue(fileId, out var bytes) ? new MemoryStream(bytes) : null);
}

/// <summary>Keeps what is to be sent later.</summary>
internal sealed class MemoryOutbox : IOutbox
{
    public ConcurrentQueue<Outgoing> Queued { get; } = new();

    public Task PostAsync(Session session, Outgoing outgoing) => PostAsync(outgoing, CancellationToken.None);

    public Task PostAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        Queued.Enqueue(outgoing);
        return Task.CompletedTask;
    }

    public Task<MessageRef?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult<MessageRef?>(null);
}
