namespace XoperoBot.Tests.Approvals;

/// <summary>What several rows of the table begin with.</summary>
internal static class RefusalSteps
{
    private const string Web = "activate acme/web";
    private const string Remove = "remove acme/web with data --confirm acme/web";

    public static async Task ClickAfterAskAsync(IScene scene, string person, string verb, string sees)
    {
        var id = await scene.AskAsync(Web);
        await scene.ClickAsync(person, $"{verb} {id}", sees);
    }

    public static async Task SayAfterAskAsync(IScene scene, string person, string verb, string sees, string more = "")
    {
        var id = await scene.AskAsync(Web);
        await scene.SayAsync(person, $"{verb} {id} {more}".TrimEnd(), sees);
    }

    public static async Task AfterAsync(IScene scene, string verb, Func<string, Task> then)
    {
        var id = await scene.AskAsync(Web);
        await scene.SayAsync("Anna", $"{verb} {id}", verb switch { "approve" => $"Your approval of {id} counts", "reject" => $"{id} is rejected", _ => $"{id} is stopped" });
        await then(id);
    }

    public static async Task AfterCancelAsync(IScene scene, Func<string, Task> then)
    {
        var id = await scene.AskAsync(Web);
        await scene.ClickAsync("Rita", $"cancel {id}", "Cancelled by Rita");
        await then(id);
    }

    public static Task DoneAsync(IScene scene, Func<string, Task> then) => AfterAsync(scene, "approve", async id =>
    {
        await scene.ShowsAsync(id, "1 done of 1");
        await then(id);
    });

    public static async Task InCoolDownAsync(IScene scene, Func<string, Task> then)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.ClickAsync("Ben", $"approve {id}", "2 of 2");
        await scene.ShowsAsync(id, "unless somebody stops it");
        await then(id);
    }

    public static Task StopInCoolDownAsync(IScene scene) => InCoolDownAsync(scene, async id =>
    {
        await scene.ClickAsync("Ben", $"stop {id}", "Stopped by Ben");
        await scene.ClickAsync("Anna", $"approve {id}", "You already approved");
        await scene.ClickAsync("Cleo", $"approve {id}", "was stopped by Ben");
    });

    public static async Task CoolDownRunsOutAsync(IScene scene)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.ClickAsync("Ben", $"approve {id}", "2 of 2");
        await scene.ShowsAsync(id, "1 done of 1");
        await scene.ClickAsync("Anna", $"stop {id}", "and carried out");
    }

    public static async Task UnclearAsync(IScene scene, Func<string, Task> then)
    {
        var id = await scene.AskAsync("deactivate acme/web");
        await scene.LoseAnswerAsync();
        await scene.SayAsync("Anna", $"approve {id}", $"Your approval of {id} counts");
        await scene.ShowsAsync(id, "a person has to look and say");
        await then(id);
    }

    public static async Task StrangerWithRolesAsync(IScene scene)
    {
        await scene.RestartAsync(("Access:DefaultRoles:0", "Operator"));
        await scene.SayAsync("Xeno", Web, "I do not know who {Xeno} is");
    }

    public static async Task DownAtAskingAsync(IScene scene)
    {
        await scene.TakeDownAsync();
        await scene.SayAsync("Olga", Web, "No answer from the service");
    }

    public static async Task AskedTwiceAsync(IScene scene)
    {
        await scene.AskAsync(Web);
        await scene.SayAsync("Olga", "activate acme/api acme/web", "already asks for that");
    }

    public static async Task FormWithAnotherNameAsync(IScene scene)
    {
        await scene.SayAsync("Olga", "remove acme/web", "Type acme/web to confirm");
        await scene.SendInAsync("Olga", "Type exactly: acme/web", ("confirm", "acme/wep"));
    }

    public static async Task FormOfAnotherAsync(IScene scene)
    {
        await scene.SayAsync("Olga", "remove acme/web", "Type acme/web to confirm");
        await scene.SendInAsync("Anna", "opened for somebody else", ("confirm", "acme/web"));
    }

    public static async Task FormTwiceAsync(IScene scene)
    {
        await scene.SayAsync("Olga", "remove acme/web", "Type acme/web to confirm");
        await scene.SendInAsync("Olga", "", ("confirm", "acme/web"));
        await scene.SendInAsync("Olga", "already sent in", ("confirm", "acme/web"));
    }

    public static async Task RequesterElsewhereAsync(IScene scene)
    {
        var id = await scene.AskAsync(Web);
        await scene.SayElsewhereAsync("Rita", $"approve {id}", "You asked for");
    }

    public static async Task DoubleClickAsync(IScene scene)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.ClickAsync("Anna", $"approve {id}", "You already approved");
    }

    public static async Task FiftyClicksAsync(IScene scene)
    {
        var id = await scene.AskAsync(Web);
        await scene.StormAsync(["Anna", "Ben", "Cleo", "Nora", "Rita"], $"approve {id}", presses: 50);
        await scene.ShowsAsync(id, "1 done of 1");
        foreach (var person in new[] { "Anna", "Ben", "Cleo", "Nora" })
        {
            await scene.ClickAsync(person, $"approve {id}", "already approved");
        }
    }

    public static async Task TwoAccountsAsync(IScene scene)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.SayElsewhereAsync("Anna", $"approve {id}", "You already approved");
        await scene.ShowsAsync(id, "1 of 2");
    }

    public static async Task SameDeliveryAsync(IScene scene)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.RepeatAsync(id, "1 of 2");
        await scene.ShowsAsync(id, "Waits for 1 more approval");
    }

    public static async Task RejectOwnApprovalAsync(IScene scene)
    {
        var id = await scene.AskAsync(Remove);
        await scene.ClickAsync("Anna", $"approve {id}", "1 of 2");
        await scene.SayAsync("Anna", $"reject {id}", "You already approved");
    }

    public static async Task LateAsync(IScene scene, bool asleep)
    {
        var id = await scene.AskAsync(Web);
        await scene.PassAsync(TimeSpan.FromSeconds(11), asleep);
        await scene.ClickAsync("Anna", $"approve {id}", "expired at");
    }

    public static async Task VoidAsync(IScene scene)
    {
        var id = await scene.AskAsync("activate acme/api");
        await scene.DriftAsync(Drift.NoLongerVisible);
        await scene.SayAsync("Anna", $"approve {id}", $"Your approval of {id} counts");
        await scene.ShowsAsync(id, "Void since");
        await scene.ClickAsync("Cleo", $"approve {id}", "is void since");
    }

    public static async Task DriftAsync(IScene scene, Drift drift, string shows)
    {
        var id = await scene.AskAsync("activate acme/api");
        await scene.DriftAsync(drift);
        await scene.SayAsync("Anna", $"approve {id}", $"Your approval of {id} counts");
        await scene.ShowsAsync(id, shows);
    }

    /// <summary>One approves before the restart, the other after it.</summary>
    public static async Task MeanwhileAsync(IScene scene, string? before, string after, string shows, params (string Key, string Value)[] changes)
    {
        var id = await scene.AskAsync(Web, after == "Rita" ? "Olga" : "Rita");
        if (before is not null)
        {
            await scene.ClickAsync(before, $"approve {id}", "1 of 2");
        }

        await scene.RestartAsync(changes);
        await scene.SayAsync(after, $"approve {id}", $"Your approval of {id} counts");
        await scene.ShowsAsync(id, shows);
    }

    public static async Task RenamedRequesterAsync(IScene scene)
    {
        var id = await scene.AskAsync(Web, "Nora");
        await scene.RestartAsync(("People:Nora:Name", "Nora Renamed"));
        await scene.ClickAsync("Nora", $"approve {id}", "You asked for");
    }

    // The card of another request must not be drawn over.
    public static async Task ForgedMessageAsync(IScene scene)
    {
        var other = await scene.AskAsync("activate acme/api");
        var id = await scene.AskAsync(Web);
        await scene.ClickAsync("Anna", $"approve {id}", $"Your approval of {id} counts", on: other);
        await scene.ShowsAsync(id, "1 done of 1");
        await scene.ShowsAsync(other, "Waits for 1 more approval");
    }
}
