using System.Globalization;
using Dapper;

namespace XoperoBot.Core.Access;

/// <summary>What somebody sees, as a condition of a statement.</summary>
internal static class SightSql
{
    /// <param name="sight">Whose.</param>
    /// <param name="column">Column of the server's name.</param>
    public static string Where(Sight sight, string column) => sight switch
    {
        { IsAll: true } => "1 = 1",
        { Servers.Count: 0 } => "1 = 0",
        _ => $"LOWER({column}) IN ({string.Join(", ", sight.Servers.Select((_, at) => $"LOWER(@{Name(at)})"))})",
    };

    /// <summary>The statement's other parameters, and those of the condition.</summary>
    public static DynamicParameters Parameters(Sight sight, object others)
    {
        var parameters = new DynamicParameters(others);
        foreach (var (at, server) in sight.Servers.Index())
        {
            parameters.Add(Name(at), server);
        }

        return parameters;
    }

    private static string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"seen{at}");
}
