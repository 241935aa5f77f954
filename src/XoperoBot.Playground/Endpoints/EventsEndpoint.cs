using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using XoperoBot.Core.Chat;
using XoperoBot.Playground.Html;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Endpoints;

/// <summary>Everything new in a person's places, pushed. A broken connection goes on where it stopped.</summary>
internal static class EventsEndpoint
{
    private const int Batch = 100;

    /// <summary>Keeps proxies from closing the stream, and is the next look when another process wrote.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/playground/events", Listen);

    private static IResult Listen(
        HttpContext context, Cast cast, TranscriptStore transcript, LiveFeed feed, EntryRenderer entries, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var query = context.Request.Query;
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        if (cast.Seat(query["as"], query["in"]) is not { } seat
            || !long.TryParse(last.Length > 0 ? last : query["after"].ToString(), CultureInfo.InvariantCulture, out var after))
        {
            return Results.NotFound();
        }

        var stream = new EventStream(cast, transcript, feed, entries, time);
        var reader = new Reader(seat, Submission.TokenFor(context));
        return TypedResults.ServerSentEvents(stream.ReadAsync(reader, after, lifetime.ApplicationStopping, context.RequestAborted));
    }

    /// <param name="Id">The entry's id.</param>
    /// <param name="Place">The place it is in.</param>
    /// <param name="Html">Null for places other than the one on the page.</param>
    internal sealed record Message(string? Id, string Place, string? Html);

    private sealed class EventStream(Cast cast, TranscriptStore transcript, LiveFeed feed, EntryRenderer entries, TimeProvider time)
    {
        public async IAsyncEnumerable<SseItem<Message>> ReadAsync(
            Reader reader, long after, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
            using var subscription = feed.Subscribe();
            var places = cast.PlacesOf(reader.Seat.Player).Select(seat => seat.Place).ToList();
            yield return Item("hello", new Message(null, reader.Seat.Place.Id, null), after);
            while (!ending.IsCancellationRequested)
            {
                var changed = await transcript.ChangedAfterAsync(places, reader.Seat.Player, after, Batch, cancellationToken);
                foreach (var entry in changed)
                {
                    after = entry.Change;
                    var html = entry.Place == reader.Seat.Place ? entries.Render(entry, reader) : null;
                    yield return Item("entry", new Message(entry.Id, entry.Place.Id, html), after);
                }

                if (changed.Count == Batch)
                {
                    continue;
                }

                var working = await WaitAsync(subscription, places, ending.Token);
                foreach (var place in working)
                {
                    yield return Item("working", new Message(null, place.Id, null), after);
                }
            }
        }

        private static SseItem<Message> Item(string type, Message message, long after) =>
            new(message, type) { EventId = after.ToString(CultureInfo.InvariantCulture) };

        /// <summary>Until something happens or it is time to look again; answers with the places in which the bot is at work.</summary>
        private async Task<IReadOnlyList<Place>> WaitAsync(
            LiveFeed.Subscription subscription, IReadOnlyList<Place> places, CancellationToken ending)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending);
            var signal = subscription.Signals.Reader.WaitToReadAsync(patience.Token).AsTask();
            await Task.WhenAny(signal, Task.Delay(Pause, time, patience.Token));
            await patience.CancelAsync();
            var working = new List<Place>();
            while (subscription.Signals.Reader.TryRead(out var next))
            {
                if (next.WorkingIn is { } place && places.Contains(place))
                {
                    working.Add(place);
                }
            }

            return working;
        }
    }
}
