using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Playground;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>The Playground alone on a real port of this machine, with a scripted bot behind it.</summary>
internal sealed class PlaygroundApp : IAsyncDisposable
{
    public static readonly Place Room = new("playground", "room");

    private readonly WebApplication _app;

    private PlaygroundApp(WebApplication app, ScriptedInbox inbox)
    {
        _app = app;
        Inbox = inbox;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public ScriptedInbox Inbox { get; }

    public Uri Address { get; }

    public IChannel Channel => _app.Services.GetRequiredService<IChannel>();

    public static async Task<PlaygroundApp> StartAsync(
        TestDatabase database,
        string environment = "Development",
        PlaygroundControl? control = null,
        Action<HttpContext>? meddle = null,
        params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        var inbox = new ScriptedInbox();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IInbox>(inbox);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddSingleton<IFileStore, OneFile>();
        if (control is not null)
        {
            builder.Services.AddSingleton(control);
        }

        builder.Services.AddPlayground(builder.Configuration);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            meddle?.Invoke(context);
            return next(context);
        });
        app.UseRouting();
        app.MapPlayground();
        await app.StartAsync();
        return new PlaygroundApp(app, inbox);
    }

    public async Task<MessageRef> DeliverAsync(Outgoing outgoing, MessageRef? message = null)
    {
        var delivery = await Channel.DeliverAsync(outgoing, message, CancellationToken.None);
        return Assert.IsType<Sent>(delivery).Message!;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>A file store that holds the file <c>csv</c>.</summary>
    private sealed class OneFile : IFileStore
    {
        public Task<Stream?> OpenAsync(string fileId, CancellationToken cancellationToken) =>
            Task.FromResult<Stream?>(fileId == "csv" ? new MemoryStream(Encoding.UTF8.GetBytes("name,state\napi,failed\n")) : null);
    }
}
