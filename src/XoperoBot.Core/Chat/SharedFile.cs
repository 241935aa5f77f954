namespace XoperoBot.Core.Chat;

/// <summary>A file that somebody sent with what they typed. Its bytes stay with the product until they are asked for.</summary>
/// <param name="Name">As the person named it. Shown, never trusted.</param>
/// <param name="Address">Where the channel finds it. Opaque to Core, handed back as it came.</param>
public sealed record SharedFile(string Name, string Address);
