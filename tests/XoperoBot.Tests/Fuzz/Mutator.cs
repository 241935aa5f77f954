using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XoperoBot.Tests.Fuzz;

/// <summary>Changes real samples: JSON by its structure, anything by its bytes. Equal seeds give equal changes.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "null", "true", "-1", "9999999999999999999999", "NaN", "../../etc/passwd", "<!channel>", "](http://evil.test)", "<at>x</at>",
        "\u202Egnp.exe", "\uD800", "%00%ff", "'; DROP TABLE inbox; --", "{\"a\":1}", "[[[[", "R-000000", "help", "activate acme/*", "--csv --csv --page -1",
        new('a', 300), string.Concat(Enumerable.Repeat("🦊", 120)), "a\r\nX-Injected: 1", "&amp;&lt;", "https://127.0.0.1:1/x", "1700000000.000001",
    ];

    private static readonly string[] Numbers = ["0", "-1", "1e400", "0.1", "2147483648", "-9223372036854775809", "1E-9"];

    private readonly Random _random = new(seed);

    /// <summary>Several changes at once at times: one alone seldom leads far.</summary>
    public byte[] Change(byte[] sample, IReadOnlyList<byte[]> others)
    {
        var changed = sample;
        for (var times = 1 + (_random.Next(3) == 0 ? _random.Next(4) : 0); times > 0; times--)
        {
            changed = _random.Next(3) > 0 ? Structure(changed, others) ?? Bytes(changed) : Bytes(changed);
        }

        return changed;
    }

    /// <summary>Changes fields of a form; a field that holds JSON is changed by its structure.</summary>
    public string ChangeForm(string form, IReadOnlyList<byte[]> others)
    {
        var fields = form.Split('&').Select(field => field.Split('=', 2)).ToList();
        var at = _random.Next(fields.Count);
        switch (_random.Next(6))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(at, fields[_random.Next(fields.Count)]);
                break;
            default:
                var value = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(fields[at].ElementAtOrDefault(1) ?? ""));
                fields[at] = [fields[at][0], Uri.EscapeDataString(Encoding.UTF8.GetString(Change(value.Length == 0 ? "x"u8.ToArray() : value, others)))];
                break;
        }

        return string.Join('&', fields.Select(field => string.Join('=', field)));
    }

    private byte[]? Structure(byte[] sample, IReadOnlyList<byte[]> others)
    {
        if (Parse(sample) is not { } root)
        {
            return null;
        }

        var nodes = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(root, nodes);
        if (nodes.Count == 0)
        {
            return Write(Value(others));
        }

        var (parent, name, index) = nodes[_random.Next(nodes.Count)];
        switch (parent, _random.Next(4))
        {
            case (JsonObject holder, 0):
                holder.Remove(name!);
                break;
            case (JsonObject holder, _):
                holder[name!] = Value(others);
                break;
            case (JsonArray list, 0):
                list.RemoveAt(index);
                break;
            case (JsonArray list, 1):
                list.Insert(index, list[index]?.DeepClone());
                break;
            case (JsonArray list, _):
                list[index] = Value(others);
                break;
        }

        return Write(root);
    }

    private JsonNode? Value(IReadOnlyList<byte[]> others)
    {
        switch (_random.Next(8))
        {
            case 0:
                return null;
            case 1:
                return JsonValue.Create(_random.Next(2) == 0);
            case 2:
                return JsonNode.Parse(Numbers[_random.Next(Numbers.Length)]);
            case 3:
                return _random.Next(2) == 0 ? new JsonArray() : new JsonObject();
            case 4:
                return Deep(_random.Next(1, 60));
            case 5 when others.Count > 0 && Parse(others[_random.Next(others.Count)]) is { } other:
                var parts = new List<(JsonNode Parent, string? Name, int Index)>();
                Collect(other, parts);
                if (parts.Count == 0)
                {
                    return null;
                }

                var (parent, name, index) = parts[_random.Next(parts.Count)];
                return (parent is JsonObject holder ? holder[name!] : parent.AsArray()[index])?.DeepClone();
            default:
                return JsonValue.Create(Texts[_random.Next(Texts.Length)]);
        }
    }

    private byte[] Bytes(byte[] sample)
    {
        var bytes = sample.ToList();
        for (var times = _random.Next(1, 5); times > 0; times--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(6))
            {
                case 0 when bytes.Count > at:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                case 2 when bytes.Count > at:
                    bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                    break;
                case 3 when bytes.Count is > 0 and < 20_000:
                    bytes.InsertRange(at, bytes.Skip(_random.Next(bytes.Count)).Take(_random.Next(1, 50)).ToList());
                    break;
                case 4 when bytes.Count > at && _random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Texts[_random.Next(Texts.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static JsonNode Deep(int depth)
    {
        JsonNode node = new JsonArray();
        for (; depth > 0; depth--)
        {
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        }

        return node;
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            // Whatever is wrong inside shows once it is walked through and written.
            var node = JsonNode.Parse(bytes);
            Collect(node, []);
            _ = node?.ToJsonString();
            return node;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Write(JsonNode? node)
    {
        try
        {
            return Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return "null"u8.ToArray();
        }
    }

    private static void Collect(JsonNode? node, List<(JsonNode Parent, string? Name, int Index)> into)
    {
        switch (node)
        {
            case JsonObject holder:
                foreach (var (name, value) in holder)
                {
                    into.Add((holder, name, 0));
                    Collect(value, into);
                }

                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++)
                {
                    into.Add((list, null, index));
                    Collect(list[index], into);
                }

                break;
        }
    }
}
