using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Every_call_is_measured_and_traced_with_its_outcome()
    {
        // Tests run at the same time and share the meter; the name tells ours apart.
        const string Server = "measured";
        var measured = new ConcurrentQueue<(string Call, string Outcome)>();
        var traced = new ConcurrentQueue<(string Call, ActivityStatusCode Status)>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "XoperoBot.Xopero", Name: "xopero.client.call.duration", Unit: "s" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!, StringComparer.Ordinal);
            if (values["server"] == Server)
            {
                measured.Enqueue((values["call"], values["outcome"]));
            }
        });
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "XoperoBot.Xopero",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("server") is Server)
                {
                    traced.Enqueue((activity.OperationName, activity.Status));
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        await using var service = await FakeManagementService.StartAsync();
        service.Answer(FakeManagementService.Organizations, "{\"result\":[]}");
        await using var client = new Client(service.Address, null, ("Name", Server));

        await client.OrganizationsAsync();
        await Assert.ThrowsAsync<XoperoException>(() => client.Service.SyncAsync("x", CancellationToken.None));

        Assert.Equal([("git/organizations/getmany", "ok"), ("git/repositories/sync", "ServiceError")], measured);
        Assert.Equal(
            [("git/organizations/getmany", ActivityStatusCode.Unset), ("git/repositories/sync", ActivityStatusCode.Error)], traced);
    }
}
