using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;
using static XoperoBot.Tests.Approvals.Stage;

namespace XoperoBot.Tests.Approvals;

/// <param name="Act">What people do; returns what is said to the last of it.</param>
/// <param name="Says">Part of that.</param>
/// <param name="Writes">Calls that may reach the service, in all.</param>
/// <param name="Settings">Configuration beyond the usual.</param>
internal sealed record Refusal(Func<Stage, Task<string>> Act, string Says, int Writes, params (string Key, string Value)[] Settings);

internal static class RefusalTable
{
    private const string Remove = "remove acme/web with data --confirm acme/web";

    public static IReadOnlyDictionary<string, Refusal> Rows { get; } = new Dictionary<string, Refusal>(StringComparer.Ordinal)
    {
        // Who asks.
        ["A stranger asks"] = new(stage => stage.SayAsync(InSlack("Xeno"), "activate acme/web"), "needs the role Operator. An administrator can grant it to slack:T1/XENO", 0),
        ["A viewer asks"] = new(stage => stage.SayAsync(InSlack("Vic"), "activate acme/web"), "needs the role Operator", 0),
        ["An approver alone asks"] = new(stage => stage.SayAsync(InSlack("Anna"), "activate acme/web"), "needs the role Operator", 0),
        ["An account of two people asks"] = new(stage => stage.SayAsync(InSlack("Dup"), "activate acme/web"), "belongs to several people (Dora, Dirk)", 0),
        ["A stranger with default roles asks"] = new(stage => stage.SayAsync(InSlack("Xeno"), "activate acme/web"), "I do not know who slack:T1/XENO is", 0, ("Access:DefaultRoles:0", "Operator")),

        // What is asked.
        ["A repository that is not there"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/wep"), "There is no repository named “acme/wep”", 0),
        ["A name that two repositories have"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/twin"), "2 repositories are named", 0),
        ["Repositories of two organizations"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web beta/x"), "in several organizations", 0),
        ["Two removals at once"] = new(stage => stage.SayAsync(InSlack("Olga"), "remove acme/web acme/api"), "One repository at a time", 0),
        ["Too many repositories"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web acme/api acme/old"), "One request may name 2 repositories", 0, ("Approvals:MostRepositories", "2")),
        ["A plan of another organization"] = new(stage => stage.SayAsync(InSlack("Olga"), "attach acme/web to everything"), "is not in main/acme", 0),
        ["A plan that is not there"] = new(stage => stage.SayAsync(InSlack("Olga"), "attach acme/web to hourly"), "There is no plan named “hourly”", 0),
        ["Attached already"] = new(stage => stage.SayAsync(InSlack("Olga"), "attach acme/api to nightly"), "Already in the plan nightly: acme/api", 0),
        ["Detached from a plan that it is not in"] = new(stage => stage.SayAsync(InSlack("Olga"), "detach acme/web from nightly"), "Not in the plan nightly: acme/web", 0),
        ["Detached from a plan that takes all"] = new(stage => stage.SayAsync(InSlack("Olga"), "detach beta/x from everything"), "takes every repository of beta", 0),
        ["An option that is not there"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web --reson x"), "Did you mean --reason?", 0),
        ["A dry run asks nobody"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web --dry-run"), "Nothing was asked and nothing is sent", 0),
        ["The service is down at the asking"] = new(DownAtAskingAsync, "cannot be reached", 0),
        ["Asked for twice"] = new(AskedTwiceAsync, "already asks for that", 0),

        // Reason and confirmation.
        ["A reason is missing"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web"), "FORM Ask for approval: Reason", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:ReasonRequired", "true")),
        ["A reason has the wrong form"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web --reason because"), "Name a ticket", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:ReasonPattern", "OPS-[0-9]+.*"), ("Approvals:Rules:0:ReasonHelp", "Name a ticket")),
        ["A removal is not confirmed"] = new(stage => stage.SayAsync(InSlack("Olga"), "remove acme/web"), "Type acme/web to confirm", 0),
        ["A removal is confirmed with another name"] = new(stage => stage.SayAsync(InSlack("Olga"), "remove acme/web --confirm acme/wep"), "Type exactly: acme/web", 0),
        ["A form is sent in with another name"] = new(FormWithAnotherNameAsync, "Type exactly: acme/web", 0),
        ["A form is sent in by somebody else"] = new(FormOfAnotherAsync, "opened for somebody else", 0),
        ["A form is sent in twice"] = new(FormTwiceAsync, "already sent in", 0),

        // Too few people.
        ["Too few approvers"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web"), "needs 9 approvals from others than you, and only 4 can be reached", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:Approvers", "9")),
        ["The only named approver is the requester"] = new(stage => stage.SayAsync(InSlack("Rita"), "activate acme/web"), "only 0 can be reached: nobody", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:ApproverNames:0", "Rita")),
        ["The rule of the organization asks for more"] = new(stage => stage.SayAsync(InSlack("Olga"), "activate acme/web"), "needs 9 approvals", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:Organizations:0", "ac*"), ("Approvals:Rules:0:Approvers", "9")),

        // Who decides.
        ["A stranger approves"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Xeno"), $"approve {id}")), "needs the role Approver. An administrator can grant it to slack:T1/XENO", 0),
        ["An operator approves"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Olga"), $"approve {id}")), "needs the role Approver", 0),
        ["A viewer rejects"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Vic"), $"reject {id}")), "needs the role Approver", 0),
        ["An account of two people approves"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Dup"), $"approve {id}")), "belongs to several people", 0),
        ["The requester approves"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Rita"), $"approve {id}")), "You asked for", 0),
        ["The requester approves with another account"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InTeams("rita"), $"approve {id}")), "You asked for", 0),
        ["The requester rejects"] = new(stage => AfterAskAsync(stage, id => stage.SayAsync(InSlack("Rita"), $"reject {id}")), "You asked for", 0),
        ["Somebody whom the rule does not name approves"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "the rule for “activate”, which names who may approve", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:ApproverNames:0", "Anna")),
        ["Somebody else cancels"] = new(stage => AfterAskAsync(stage, id => stage.ClickAsync(InSlack("Anna"), $"cancel {id}")), "Only Rita can cancel", 0),
        ["An operator stops"] = new(stage => AfterAskAsync(stage, id => stage.SayAsync(InSlack("Olga"), $"stop {id}")), "the role Approver is missing", 0),
        ["A stranger stops"] = new(stage => AfterAskAsync(stage, id => stage.SayAsync(InSlack("Xeno"), $"stop {id}")), "needs the role", 0),

        // Once is enough.
        ["A double click"] = new(DoubleClickAsync, "You already approved", 0),
        ["One human with two accounts"] = new(TwoAccountsAsync, "You already approved", 0),
        ["The same delivery again is answered as before"] = new(SameDeliveryAsync, "counts. 1 more approval needed", 0),
        ["Reject after one's own approval"] = new(RejectOwnApprovalAsync, "You already approved", 0),
        ["Reject after the quorum"] = new(stage => AfterAsync(stage, "approve", id => stage.SayAsync(InSlack("Cleo"), $"reject {id}")), "was already approved by Anna", 1),
        ["Approve after the quorum"] = new(stage => AfterAsync(stage, "approve", id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "was already approved by Anna", 1),
        ["Approve after a rejection"] = new(stage => AfterAsync(stage, "reject", id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "was already rejected by Anna at 2026-03-02 09:00 UTC", 0),
        ["Reject after a rejection"] = new(stage => AfterAsync(stage, "reject", id => stage.SayAsync(InSlack("Cleo"), $"reject {id}")), "was already rejected by Anna", 0),
        ["Reject twice"] = new(stage => AfterAsync(stage, "reject", id => stage.SayAsync(InSlack("Anna"), $"reject {id}")), "You already rejected", 0),
        ["Approve after it was cancelled"] = new(stage => AfterCancelAsync(stage, id => stage.ClickAsync(InSlack("Anna"), $"approve {id}")), "was cancelled by Rita", 0),
        ["Cancel twice"] = new(stage => AfterCancelAsync(stage, id => stage.ClickAsync(InSlack("Rita"), $"cancel {id}")), "was cancelled by Rita", 0),
        ["Approve after it was stopped"] = new(stage => AfterAsync(stage, "stop", id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "was stopped by Anna", 0),
        ["Approve after it was done"] = new(stage => DoneAsync(stage, id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "and carried out", 1),
        ["Cancel after it was done"] = new(stage => DoneAsync(stage, id => stage.ClickAsync(InSlack("Rita"), $"cancel {id}")), "and carried out", 1),
        ["Stop after it was done"] = new(stage => DoneAsync(stage, id => stage.ClickAsync(InSlack("Anna"), $"stop {id}")), "and carried out", 1),

        // Too late.
        ["Approve after the time"] = new(stage => LateAsync(stage, worker: true), "expired at", 0),
        ["Expired while clicking"] = new(stage => LateAsync(stage, worker: false), "expired at", 0),
        ["Approve what is void"] = new(VoidAsync, "is void since", 0),
        ["Stop in the cool-down holds"] = new(StopInCoolDownAsync, "was stopped by Ben", 0),
        ["The requester takes it back in the cool-down"] = new(stage => InCoolDownAsync(stage, id => stage.ClickAsync(InSlack("Rita"), $"cancel {id}")), "is cancelled; nothing was done", 0),
        ["The cool-down of a removal runs out"] = new(stage => InCoolDownAsync(stage, async id => { await stage.EndAsync(id); return await stage.ClickAsync(InSlack("Anna"), $"stop {id}"); }), "and carried out", 1),

        // Drift.
        ["A repository vanished"] = new(stage => DriftAsync(stage, server => server.Repositories["org-1"].RemoveAll(row => row.Id == "r-web")), "not as it was", 0),
        ["A repository is no longer visible"] = new(stage => DriftAsync(stage, server => Change(server, row => row with { IsRemoved = true })), "no longer visible", 0),
        ["A repository is no longer protected"] = new(stage => DriftAsync(stage, server => Change(server, row => row with { IsProtected = false })), "not as it was", 0),
        ["A repository has another name"] = new(stage => DriftAsync(stage, server => Change(server, row => row with { Name = "acme/site" })), "acme/site", 0),
        ["A repository is in another plan"] = new(stage => DriftAsync(stage, server => server.Plans["org-1"][0] = server.Plans["org-1"][0] with { RepositoryIds = ["r-api", "r-web"] }), "nightly", 0),
        ["A newer success is no drift"] = new(stage => DriftAsync(stage, server => Change(server, row => row with { LastSuccessfulBackup = row.LastSuccessfulBackup + TimeSpan.FromDays(1) })), "Done", 1),

        // Rules and people change meanwhile.
        ["An approver lost the role"] = new(stage => MeanwhileAsync(stage, ("Access:People:1:Roles:0", "Viewer")), "no longer counts", 0),
        ["An approver is gone"] = new(stage => MeanwhileAsync(stage, ("Access:People:1:Name", "Anne")), "no longer counts", 0),
        ["The rule asks for more now"] = new(stage => MeanwhileAsync(stage, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:Approvers", "2")), "It needs 2 approvals now", 0),
        ["The rule names others now"] = new(stage => MeanwhileAsync(stage, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:ApproverNames:0", "Cleo")), "no longer counts", 0),
        ["A laxer rule does not help"] = new(LaxerRuleAsync, "1 more approval", 0, ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:Approvers", "2")),
        ["The requester was renamed and approves"] = new(RenamedRequesterAsync, "You asked for", 0),

        // Forged and stale.
        ["A request that is not there"] = new(stage => stage.ClickAsync(InSlack("Anna"), "approve R-ZZZZZZ"), "There is no request", 0),
        ["A value that is no request"] = new(stage => stage.ClickAsync(InSlack("Anna"), "approve '; DROP TABLE approval_request; --'"), "There is no request", 0),
        ["No request at all"] = new(stage => stage.ClickAsync(InSlack("Anna"), "approve"), "Which request?", 0),
        ["A long value"] = new(stage => stage.ClickAsync(InSlack("Anna"), $"approve {new string('R', 5000)}"), "There is no request", 0),
        ["A button on another request's card"] = new(ForgedMessageAsync, "Your approval of", 1),
        ["Settle what is not unclear"] = new(stage => AfterAskAsync(stage, id => stage.SayAsync(InSlack("Anna"), $"settle {id} done")), "does not wait for anybody to say", 0),
        ["The requester settles"] = new(stage => UnclearAsync(stage, id => stage.SayAsync(InSlack("Rita"), $"settle {id} done")), "somebody else has to say", 1),
        ["An operator settles"] = new(stage => UnclearAsync(stage, id => stage.SayAsync(InSlack("Olga"), $"settle {id} undone")), "needs the role Approver", 1),
        ["Stop while it is unclear"] = new(stage => UnclearAsync(stage, id => stage.SayAsync(InSlack("Anna"), $"stop {id}")), "can no longer be stopped", 1),
        ["Approve while it is unclear"] = new(stage => UnclearAsync(stage, id => stage.ClickAsync(InSlack("Cleo"), $"approve {id}")), "has begun", 1),
    };

    private static async Task<string> AfterAskAsync(Stage stage, Func<string, Task<string>> then) => await then(await stage.AskAsync("activate acme/web"));

    private static async Task<string> AfterAsync(Stage stage, string verb, Func<string, Task<string>> then)
    {
        var id = await stage.AskAsync("activate acme/web");
        await stage.SayAsync(InSlack("Anna"), $"{verb} {id}");
        return await then(id);
    }

    private static async Task<string> AfterCancelAsync(Stage stage, Func<string, Task<string>> then)
    {
        var id = await stage.AskAsync("activate acme/web");
        await stage.ClickAsync(InSlack("Rita"), $"cancel {id}");
        return await then(id);
    }

    private static Task<string> DoneAsync(Stage stage, Func<string, Task<string>> then) => AfterAsync(stage, "approve", async id =>
    {
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        return await then(id);
    });

    private static async Task<string> InCoolDownAsync(Stage stage, Func<string, Task<string>> then)
    {
        var id = await stage.AskAsync(Remove);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.ClickAsync(InTeams("ben"), $"approve {id}");
        await stage.PassAsync();
        Assert.Equal(RequestState.CoolingDown, (await stage.RequestAsync(id)).State);
        return await then(id);
    }

    private static Task<string> StopInCoolDownAsync(Stage stage) => InCoolDownAsync(stage, async id =>
    {
        await stage.ClickAsync(InTeams("ben"), $"stop {id}");
        return await stage.ClickAsync(InSlack("Anna"), $"approve {id}") is { } said && said.Contains("already approved", StringComparison.Ordinal)
            ? await stage.ClickAsync(InSlack("Cleo"), $"approve {id}")
            : "";
    });

    private static Task<string> UnclearAsync(Stage stage, Func<string, Task<string>> then) => AfterAskAsync(stage, async id =>
    {
        stage.Service.Main.Ends.Enqueue(WriteEnd.LostAfter);
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Unclear, await stage.EndAsync(id));
        return await then(id);
    });

    private static Task<string> DownAtAskingAsync(Stage stage)
    {
        stage.Service.Main.Down = true;
        return stage.SayAsync(InSlack("Olga"), "activate acme/web");
    }

    private static async Task<string> AskedTwiceAsync(Stage stage)
    {
        await stage.AskAsync("activate acme/web");
        return await stage.SayAsync(InSlack("Olga"), "activate acme/api acme/web");
    }

    private static async Task<Form> FormAsync(Stage stage) =>
        (await stage.RunAsync(stage.Line(InSlack("Olga"), "remove acme/web"))).OfType<ShowForm>().Single().Form;

    private static Submitted Send(Stage stage, Form form, string who, string confirm) => new()
    {
        DeliveryId = stage.Line(InSlack(who), "").DeliveryId + "-f",
        Actor = InSlack(who),
        Place = Room,
        FormId = form.Id,
        Values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["confirm"] = [confirm] },
    };

    private static async Task<string> FormWithAnotherNameAsync(Stage stage) => Words(await stage.RunAsync(Send(stage, await FormAsync(stage), "Olga", "acme/wep")));

    private static async Task<string> FormOfAnotherAsync(Stage stage) => Words(await stage.RunAsync(Send(stage, await FormAsync(stage), "Anna", "acme/web")));

    private static async Task<string> FormTwiceAsync(Stage stage)
    {
        var form = await FormAsync(stage);
        await stage.RunAsync(Send(stage, form, "Olga", "acme/web"));
        return Words(await stage.RunAsync(Send(stage, form, "Olga", "acme/web")));
    }

    private static async Task<string> DoubleClickAsync(Stage stage)
    {
        var id = await stage.AskAsync(Remove);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        return await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
    }

    private static async Task<string> TwoAccountsAsync(Stage stage)
    {
        var id = await stage.AskAsync(Remove);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        return await stage.ClickAsync(InTeams("anna"), $"approve {id}");
    }

    private static async Task<string> SameDeliveryAsync(Stage stage)
    {
        var id = await stage.AskAsync(Remove);
        var click = await stage.ButtonAsync(InSlack("Anna"), $"approve {id}");
        await stage.RunAsync(click);
        return Words(await stage.RunAsync(click));
    }

    private static async Task<string> RejectOwnApprovalAsync(Stage stage)
    {
        var id = await stage.AskAsync(Remove);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        return await stage.SayAsync(InSlack("Anna"), $"reject {id}");
    }

    private static async Task<string> LateAsync(Stage stage, bool worker)
    {
        var id = await stage.AskAsync("activate acme/web");
        stage.Time.Advance(TimeSpan.FromHours(9));
        if (worker)
        {
            await stage.PassAsync();
        }

        return await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
    }

    private static async Task<string> VoidAsync(Stage stage)
    {
        var id = await stage.AskAsync("activate acme/web");
        Change(stage.Service.Main, row => row with { IsRemoved = true });
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Voided, await stage.EndAsync(id));
        return await stage.ClickAsync(InSlack("Cleo"), $"approve {id}");
    }

    private static async Task<string> DriftAsync(Stage stage, Action<FakeServer> change)
    {
        var id = await stage.AskAsync("activate acme/web");
        change(stage.Service.Main);
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        await stage.EndAsync(id);
        return string.Join('\n', (await stage.CopiesAsync(id)).Values.Select(Of));
    }

    private static async Task<string> MeanwhileAsync(Stage stage, params (string Key, string Value)[] settings)
    {
        var id = await stage.AskAsync("activate acme/web");
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        foreach (var (key, value) in settings)
        {
            stage.Settings[key] = value;
        }

        await stage.RestartAsync();
        Assert.Equal(RequestState.Voided, await stage.EndAsync(id));
        return string.Join('\n', (await stage.CopiesAsync(id)).Values.Select(Of));
    }

    private static async Task<string> LaxerRuleAsync(Stage stage)
    {
        var id = await stage.AskAsync("activate acme/web");
        stage.Settings["Approvals:Rules:0:Approvers"] = "1";
        await stage.RestartAsync();
        return await stage.SayAsync(InSlack("Anna"), $"approve {id}");
    }

    private static async Task<string> RenamedRequesterAsync(Stage stage)
    {
        var id = await stage.AskAsync("activate acme/web");
        stage.Settings["Access:People:0:Name"] = "Rita Renamed";
        await stage.RestartAsync();
        return await stage.ClickAsync(InTeams("rita"), $"approve {id}");
    }

    // The card of another request must not be drawn over.
    private static async Task<string> ForgedMessageAsync(Stage stage)
    {
        var other = await stage.AskAsync("activate acme/api");
        var id = await stage.AskAsync("activate acme/web");
        var on = await stage.ButtonAsync(InSlack("Anna"), $"approve {other}");
        var said = Words(await stage.RunAsync(on with { Command = $"approve {id}" }));
        Assert.All((await stage.CopiesAsync(other)).Values, card => Assert.StartsWith(other, card.Title, StringComparison.Ordinal));
        return said;
    }

    private static void Change(FakeServer server, Func<Repository, Repository> change)
    {
        var rows = server.Repositories["org-1"];
        var at = rows.FindIndex(row => row.Id == "r-web");
        rows[at] = change(rows[at]);
    }
}
