using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>Sizes as they will be on the wire.</summary>
internal static class CardSize
{
    public static int Of(object part) => WireJson.ToUtf8(part).Length;

    /// <summary>An element inside a body: with its discriminator.</summary>
    public static int Of(CardElement element) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(element, WireJson.Options).Length + 1;
}
