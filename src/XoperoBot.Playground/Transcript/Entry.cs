using System.Text.Json.Serialization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Transcript;

/// <summary>One thing in a conversation, as it stands now.</summary>
/// <param name="Id">Also the id in <see cref="MessageRef"/>.</param>
/// <param name="Place">Where it was said.</param>
/// <param name="Ordinal">Where it stands; never changes.</param>
/// <param name="Change">Grows with every change to any entry: what a page has not seen yet is greater than what it has.</param>
/// <param name="Author">A person's id; null for the bot.</param>
/// <param name="OnlyFor">The one person who sees it; null for everybody in the place.</param>
/// <param name="At">When it was added.</param>
/// <param name="Content">What it holds.</param>
internal sealed record Entry(
    string Id, Place Place, long Ordinal, long Change, string? Author, string? OnlyFor, DateTimeOffset At, Content Content);

/// <summary>An entry to add. With an id, adding it again does nothing; without, it is always a new one.</summary>
internal sealed record Draft(string? Id, Place Place, string? Author, string? OnlyFor, Content Content);

[JsonDerivedType(typeof(SaidLine), "said")]
[JsonDerivedType(typeof(PressedLine), "pressed")]
[JsonDerivedType(typeof(ShownCard), "card")]
[JsonDerivedType(typeof(AskedForm), "form")]
[JsonDerivedType(typeof(GivenFile), "file")]
internal abstract record Content;

internal sealed record SaidLine(string Text) : Content;

internal sealed record PressedLine(string Label) : Content;

internal sealed record ShownCard(Card Card) : Content;

internal sealed record AskedForm(Form Form, FormState State) : Content;

internal sealed record GivenFile(string FileId, string FileName, string ContentType, string Title) : Content;

internal enum FormState
{
    Open,
    Sent,
    Cancelled,
}
