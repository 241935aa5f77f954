using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XoperoBot.Simulator.Wire;

/// <summary>What the recorder may keep of a body.</summary>
internal static class Redaction
{
    private const int Longest = 64 * 1024;
    private const string Withheld = "(withheld)";

    public static string Of(SimulatorCall? call, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        if (call == SimulatorCall.Login || text.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            text = WithoutPasswords(text);
        }

        return text.Length > Longest ? text[..Longest] : text;
    }

    private static string WithoutPasswords(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject members)
            {
                return Withheld;
            }

            foreach (var name in members.Select(member => member.Key).Where(IsSecret).ToList())
            {
                members[name] = "***";
            }

            return members.ToJsonString();
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            return Withheld;
        }
    }

    private static bool IsSecret(string name) => name.Contains("password", StringComparison.OrdinalIgnoreCase);
}
