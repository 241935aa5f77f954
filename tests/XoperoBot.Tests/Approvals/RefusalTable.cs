using static XoperoBot.Tests.Approvals.RefusalSteps;

namespace XoperoBot.Tests.Approvals;

/// <param name="Act">What people do, each act with what its person is told.</param>
/// <param name="Writes">Calls that may reach the service, in all.</param>
/// <param name="Settings">Configuration beyond the usual: <c>Rule:…</c> is a rule for the row's organization.</param>
internal sealed record Refusal(Func<IScene, Task> Act, int Writes, params (string Key, string Value)[] Settings)
{
    /// <summary>Products on which nobody can even try it.</summary>
    public IReadOnlyList<string> Not { get; init; } = [];
}

/// <summary>What people try and may not, or come too late for.</summary>
internal static class RefusalTable
{
    private const string Web = "activate acme/web";

    private static readonly (string Key, string Value) Activating = ("Rule:Operation", "activate");
    private static readonly (string Key, string Value) ByTwo = ("Rule:Approvers", "2");
    private static readonly (string Key, string Value) Soon = ("Rule:ExpiresAfter", "00:00:10");

    public static IReadOnlyDictionary<string, Refusal> Rows { get; } = new Dictionary<string, Refusal>(StringComparer.Ordinal)
    {
        // Who asks.
        ["A stranger asks"] = new(scene => scene.SayAsync("Xeno", Web, "needs the role Operator. An administrator can grant it to {Xeno}"), 0),
        ["A viewer asks"] = new(scene => scene.SayAsync("Vic", Web, "needs the role Operator"), 0),
        ["An approver alone asks"] = new(scene => scene.SayAsync("Anna", Web, "needs the role Operator"), 0),
        ["An account of two people asks"] = new(scene => scene.SayAsync("Dup", Web, "belongs to several people (Dora, Dirk)"), 0),
        ["A stranger with default roles asks"] = new(StrangerWithRolesAsync, 0),

        // What is asked.
        ["A repository that is not there"] = new(scene => scene.SayAsync("Olga", "activate acme/wep", "There is no repository named “acme/wep”"), 0),
        ["A name that two repositories have"] = new(scene => scene.SayAsync("Olga", "activate acme/twin", "2 repositories are named"), 0),
        ["Repositories of two organizations"] = new(scene => scene.SayAsync("Olga", "activate acme/web beta/x", "in several organizations"), 0),
        ["Two removals at once"] = new(scene => scene.SayAsync("Olga", "remove acme/web acme/api", "One repository at a time"), 0),
        ["Too many repositories"] = new(scene => scene.SayAsync("Olga", "activate acme/web acme/api acme/old", "One request may name 2 repositories"), 0, ("Approvals:MostRepositories", "2")),
        ["A plan of another organization"] = new(scene => scene.SayAsync("Olga", "attach acme/web to everything", "is not in main/acme"), 0),
        ["A plan that is not there"] = new(scene => scene.SayAsync("Olga", "attach acme/web to hourly", "There is no plan named “hourly”"), 0),
        ["Attached already"] = new(scene => scene.SayAsync("Olga", "attach acme/api to nightly", "Already in the plan nightly: acme/api"), 0),
        ["Detached from a plan that it is not in"] = new(scene => scene.SayAsync("Olga", "detach acme/web from nightly", "Not in the plan nightly: acme/web"), 0),
        ["Detached from a plan that takes all"] = new(scene => scene.SayAsync("Olga", "detach beta/x from everything", "takes every repository of beta"), 0),
        ["An option that is not there"] = new(scene => scene.SayAsync("Olga", "activate acme/web --reson x", "Did you mean --reason?"), 0),
        ["A dry run asks nobody"] = new(scene => scene.SayAsync("Olga", "activate acme/web --dry-run", "Nothing was asked and nothing is sent"), 0),
        ["The service is down at the asking"] = new(DownAtAskingAsync, 0),
        ["Asked for twice"] = new(AskedTwiceAsync, 0),

        // Reason and confirmation.
        ["A reason is missing"] = new(scene => scene.SayAsync("Olga", Web, "Ask for approval"), 0, Activating, ("Rule:ReasonRequired", "true")),
        ["A reason has the wrong form"] = new(
            scene => scene.SayAsync("Olga", "activate acme/web --reason because", "Name a ticket"), 0, Activating, ("Rule:ReasonPattern", "OPS-[0-9]+.*"), ("Rule:ReasonHelp", "Name a ticket")),
        ["A removal is not confirmed"] = new(scene => scene.SayAsync("Olga", "remove acme/web", "Type acme/web to confirm"), 0),
        ["A removal is confirmed with another name"] = new(scene => scene.SayAsync("Olga", "remove acme/web --confirm acme/wep", "Type exactly: acme/web"), 0),
        ["A form is sent in with another name"] = new(FormWithAnotherNameAsync, 0),
        // A dialog of Slack is its owner's alone, and so is a form on the Playground's page, which also closes it itself.
        ["A form is sent in by somebody else"] = new(FormOfAnotherAsync, 0) { Not = ["Slack", "Playground"] },
        ["A form is sent in twice"] = new(FormTwiceAsync, 0) { Not = ["Playground"] },

        // Too few people.
        ["Too few approvers"] = new(scene => scene.SayAsync("Olga", Web, "needs 9 approvals from others than you, and only 5 can be reached"), 0, Activating, ("Rule:Approvers", "9")),
        ["The only named approver is the requester"] = new(scene => scene.SayAsync("Rita", Web, "only 0 can be reached: nobody"), 0, Activating, ("Rule:ApproverNames:0", "Rita")),
        ["The rule of the organization asks for more"] = new(
            scene => scene.SayAsync("Olga", Web, "needs 9 approvals"), 0, Activating, ("Rule:Organizations:0", "acme*"), ("Rule:Approvers", "9")),

        // Who decides.
        ["A stranger approves"] = new(scene => ClickAfterAskAsync(scene, "Xeno", "approve", "needs the role Approver. An administrator can grant it to {Xeno}"), 0),
        ["An operator approves"] = new(scene => ClickAfterAskAsync(scene, "Olga", "approve", "needs the role Approver"), 0),
        ["A viewer rejects"] = new(scene => ClickAfterAskAsync(scene, "Vic", "reject", "needs the role Approver"), 0),
        ["An account of two people approves"] = new(scene => ClickAfterAskAsync(scene, "Dup", "approve", "belongs to several people"), 0),
        ["The requester approves"] = new(scene => ClickAfterAskAsync(scene, "Rita", "approve", "You asked for"), 0),
        ["The requester approves with another account"] = new(RequesterElsewhereAsync, 0),
        ["The requester rejects"] = new(scene => SayAfterAskAsync(scene, "Rita", "reject", "You asked for"), 0),
        ["Somebody whom the rule does not name approves"] = new(
            scene => ClickAfterAskAsync(scene, "Cleo", "approve", "the rule for “activate”, which names who may approve"), 0, Activating, ("Rule:ApproverNames:0", "Anna")),
        ["Somebody else cancels"] = new(scene => ClickAfterAskAsync(scene, "Anna", "cancel", "Only Rita can cancel"), 0),
        ["An operator stops"] = new(scene => SayAfterAskAsync(scene, "Olga", "stop", "the role Approver is missing"), 0),
        ["A stranger stops"] = new(scene => SayAfterAskAsync(scene, "Xeno", "stop", "needs the role"), 0),

        // Once is enough.
        ["A double click"] = new(DoubleClickAsync, 0),
        ["Fifty clicks at once"] = new(FiftyClicksAsync, 1),
        ["One human with two accounts"] = new(TwoAccountsAsync, 0),
        ["The same delivery again is answered as before"] = new(SameDeliveryAsync, 0),
        ["Reject after one's own approval"] = new(RejectOwnApprovalAsync, 0),
        ["Reject after the quorum"] = new(scene => AfterAsync(scene, "approve", id => scene.SayAsync("Cleo", $"reject {id}", "was already approved by Anna")), 1),
        ["Approve after the quorum"] = new(scene => AfterAsync(scene, "approve", id => scene.ClickAsync("Cleo", $"approve {id}", "was already approved by Anna")), 1),
        ["Approve after a rejection"] = new(scene => AfterAsync(scene, "reject", id => scene.ClickAsync("Cleo", $"approve {id}", "was already rejected by Anna at 20")), 0),
        ["Reject after a rejection"] = new(scene => AfterAsync(scene, "reject", id => scene.SayAsync("Cleo", $"reject {id}", "was already rejected by Anna")), 0),
        ["Reject twice"] = new(scene => AfterAsync(scene, "reject", id => scene.SayAsync("Anna", $"reject {id}", "You already rejected")), 0),
        ["Approve after it was cancelled"] = new(scene => AfterCancelAsync(scene, id => scene.ClickAsync("Anna", $"approve {id}", "was cancelled by Rita")), 0),
        ["Cancel twice"] = new(scene => AfterCancelAsync(scene, id => scene.ClickAsync("Rita", $"cancel {id}", "was cancelled by Rita")), 0),
        ["Approve after it was stopped"] = new(scene => AfterAsync(scene, "stop", id => scene.ClickAsync("Cleo", $"approve {id}", "was stopped by Anna")), 0),
        ["Approve after it was done"] = new(scene => DoneAsync(scene, id => scene.ClickAsync("Cleo", $"approve {id}", "and carried out")), 1),
        ["Cancel after it was done"] = new(scene => DoneAsync(scene, id => scene.ClickAsync("Rita", $"cancel {id}", "and carried out")), 1),
        ["Stop after it was done"] = new(scene => DoneAsync(scene, id => scene.ClickAsync("Anna", $"stop {id}", "and carried out")), 1),

        // Too late.
        ["Approve after the time"] = new(scene => LateAsync(scene, asleep: false), 0, Activating, Soon),
        ["Expired while clicking"] = new(scene => LateAsync(scene, asleep: true), 0, Activating, Soon),
        ["Approve what is void"] = new(VoidAsync, 0),
        ["Stop in the cool-down holds"] = new(StopInCoolDownAsync, 0),
        ["The requester takes it back in the cool-down"] = new(scene => InCoolDownAsync(scene, id => scene.ClickAsync("Rita", $"cancel {id}", "Cancelled by Rita")), 0),
        ["The cool-down of a removal runs out"] = new(CoolDownRunsOutAsync, 1, ("Rule:Operation", "remove"), ("Rule:CoolDown", "00:00:05")),

        // Drift.
        ["A repository vanished"] = new(scene => DriftAsync(scene, Drift.Unlisted, "not as it was"), 0),
        ["A repository is no longer visible"] = new(scene => DriftAsync(scene, Drift.NoLongerVisible, "no longer visible"), 0),
        ["A repository is no longer protected"] = new(scene => DriftAsync(scene, Drift.NoLongerProtected, "not as it was"), 0),
        ["A repository has another name"] = new(scene => DriftAsync(scene, Drift.Renamed, "acme/site"), 0),
        ["A repository is in another plan"] = new(scene => DriftAsync(scene, Drift.InAnotherPlan, "weekly"), 0),
        ["A newer success is no drift"] = new(scene => DriftAsync(scene, Drift.NewerSuccess, "1 done of 1"), 1),

        // Rules and people change meanwhile.
        ["An approver lost the role"] = new(
            scene => MeanwhileAsync(scene, "Cleo", "Anna", "no longer counts", ("People:Cleo:Roles:1", "Operator")), 0, Activating, ByTwo),
        ["An approver is gone"] = new(scene => MeanwhileAsync(scene, "Ben", "Anna", "no longer counts", ("People:Ben:Name", "Benno")), 0, Activating, ByTwo),
        ["The rule names others now"] = new(
            scene => MeanwhileAsync(scene, "Anna", "Rita", "no longer counts", ("Rule:ApproverNames:0", "Rita")), 0, Activating, ByTwo),
        ["The rule asks for more now"] = new(
            scene => MeanwhileAsync(scene, null, "Anna", "Waits for 1 more approval", ("Rule:Approvers", "2")), 0, Activating, ("Rule:Approvers", "1")),
        ["A laxer rule does not help"] = new(scene => MeanwhileAsync(scene, null, "Anna", "Waits for 1 more approval", ("Rule:Approvers", "1")), 0, Activating, ByTwo),
        ["The requester was renamed and approves"] = new(RenamedRequesterAsync, 0),

        // Forged and stale.
        ["A request that is not there"] = new(scene => scene.ClickAsync("Anna", "approve R-ZZZZZZ", "There is no request"), 0),
        ["A value that is no request"] = new(scene => scene.ClickAsync("Anna", "approve '; DROP TABLE approval_request; --'", "There is no request"), 0),
        ["No request at all"] = new(scene => scene.ClickAsync("Anna", "approve", "Which request?"), 0),
        ["A long value"] = new(scene => scene.ClickAsync("Anna", $"approve {new string('R', 1500)}", "There is no request"), 0),
        ["A button on another request's card"] = new(ForgedMessageAsync, 1),
        ["A button of another command on the request's card"] = new(scene => ClickAfterAskAsync(scene, "Vic", "activate acme/api --reason", "needs the role Operator"), 0),
        ["Settle what is not unclear"] = new(scene => SayAfterAskAsync(scene, "Anna", "settle", "does not wait for anybody to say", "done"), 0),
        ["The requester settles"] = new(scene => UnclearAsync(scene, id => scene.SayAsync("Rita", $"settle {id} done", "somebody else has to say")), 1),
        ["An operator settles"] = new(scene => UnclearAsync(scene, id => scene.SayAsync("Olga", $"settle {id} undone", "needs the role Approver")), 1),
        ["Stop while it is unclear"] = new(scene => UnclearAsync(scene, id => scene.SayAsync("Anna", $"stop {id}", "can no longer be stopped")), 1),
        ["Approve while it is unclear"] = new(scene => UnclearAsync(scene, id => scene.ClickAsync("Cleo", $"approve {id}", "has begun")), 1),
    };
}
