namespace XoperoBot.Slack.BlockKit;

/// <summary>What the ids that travel through Slack and back mean.</summary>
internal static class ActionIds
{
    /// <summary>A button whose value is a command line; the answer is posted.</summary>
    public const string Run = "run:";

    /// <summary>The same; the answer replaces the card.</summary>
    public const string Here = "here:";

    /// <summary>A button that opens a web address; Slack reports the click all the same.</summary>
    public const string Link = "link:";

    /// <summary>Sends in a form that stands in a message; the value is the form's id.</summary>
    public const string SubmitForm = "form:submit";

    /// <summary>Cancels it.</summary>
    public const string CancelForm = "form:cancel";

    /// <summary>Block id of a form field: this and the field's name.</summary>
    public const string Field = "field:";

    /// <summary>Action id of a field with live lookup: this and the source.</summary>
    public const string Lookup = "lookup:";

    /// <summary>Action id of any other field.</summary>
    public const string Value = "value";

    /// <summary>Callback id of every dialog of ours.</summary>
    public const string FormView = "form";

    /// <summary>Callback id of the home page.</summary>
    public const string HomeView = "home";
}
