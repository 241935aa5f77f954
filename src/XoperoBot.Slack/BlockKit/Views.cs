using System.Text.Json.Serialization;

namespace XoperoBot.Slack.BlockKit;

/// <summary>A view: https://docs.slack.dev/reference/views.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ModalView), "modal")]
[JsonDerivedType(typeof(HomeView), "home")]
internal abstract record View(IReadOnlyList<Block> Blocks)
{
    public string? CallbackId { get; init; }

    public string? PrivateMetadata { get; init; }
}

internal sealed record ModalView(TextObject Title, IReadOnlyList<Block> Blocks) : View(Blocks)
{
    public TextObject? Submit { get; init; }

    public TextObject? Close { get; init; }

    public bool? NotifyOnClose { get; init; }
}

internal sealed record HomeView(IReadOnlyList<Block> Blocks) : View(Blocks);
