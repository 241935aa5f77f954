namespace XoperoBot.Tests.Approvals;

/// <summary>What can happen to the repository <c>acme/api</c> between the asking and the approval.</summary>
internal enum Drift
{
    Unlisted,
    NoLongerVisible,
    NoLongerProtected,
    Renamed,
    InAnotherPlan,
    NewerSuccess,
}

/// <summary>
/// Where a row of the table is played: in memory, or at the wire of a booted bot with one of the products. People go by their first
/// names; <c>acme</c> is the row's own organization and <c>{Xeno}</c> the account that the product knows Xeno by.
/// </summary>
internal interface IScene
{
    /// <summary>Types it; then the person sees that.</summary>
    Task SayAsync(string person, string text, string sees);

    /// <summary>Types it with the person's other account, on another product.</summary>
    Task SayElsewhereAsync(string person, string text, string sees);

    /// <summary>Presses a button that sends this command line, as stale or forged as it may be, on the request's own card or another's.</summary>
    Task ClickAsync(string person, string command, string sees, string? on = null);

    /// <summary>The product delivers the last press once more.</summary>
    Task RepeatAsync(string id, string sees);

    /// <summary>So many presses at once, by these people in turn.</summary>
    Task StormAsync(IReadOnlyList<string> people, string command, int presses);

    /// <summary>Asks by typing; the request's id.</summary>
    Task<string> AskAsync(string line, string person = "Rita");

    /// <summary>Sends in the form that was shown last.</summary>
    Task SendInAsync(string person, string sees, params (string Field, string Value)[] answers);

    /// <summary>Lets everything happen that is due, until the request's card shows that.</summary>
    Task ShowsAsync(string id, string text);

    /// <param name="time">So much passes.</param>
    /// <param name="asleep">Nothing that is due is done meanwhile, where that can be held back.</param>
    Task PassAsync(TimeSpan time, bool asleep = false);

    /// <summary>Stops the bot and starts it with other settings: <c>Rule:…</c>, <c>People:name:…</c>, or any other key.</summary>
    Task RestartAsync(params (string Key, string Value)[] changes);

    Task DriftAsync(Drift drift);

    /// <summary>The next deactivation is done and its answer is lost.</summary>
    Task LoseAnswerAsync();

    /// <summary>The service can be reached no more.</summary>
    Task TakeDownAsync();
}
