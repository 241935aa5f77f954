using System.Collections.Frozen;
using System.Security.Cryptography;

namespace XoperoBot.Playground;

/// <summary>The style sheet, the script and the icon, from inside the assembly.</summary>
internal sealed class Assets
{
    private static readonly (string Name, string ContentType)[] Names =
    [
        ("playground.css", "text/css; charset=utf-8"),
        ("combobox.js", "text/javascript; charset=utf-8"),
        ("playground.js", "text/javascript; charset=utf-8"),
        ("playground.svg", "image/svg+xml"),
    ];

    private readonly FrozenDictionary<string, Asset> _assets =
        Names.ToFrozenDictionary(name => name.Name, name => Load(name.Name, name.ContentType), StringComparer.Ordinal);

    public Asset? Find(string name) => _assets.GetValueOrDefault(name);

    /// <summary>The address changes with the content, so that a browser may keep what it has.</summary>
    public string AddressOf(string name) => $"/playground/assets/{name}?v={_assets[name].Version}";

    private static Asset Load(string name, string contentType)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        return new Asset(bytes, contentType, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
    }

    internal sealed record Asset(byte[] Bytes, string ContentType, string Version);
}
