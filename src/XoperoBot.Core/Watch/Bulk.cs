using System.Globalization;
using System.Text;
using Dapper;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>Many rows in few statements: what a storm writes must not take a round trip per row.</summary>
internal static class Bulk
{
    /// <summary>Far below what either product takes in one statement: what a parameter costs grows with how many there are.</summary>
    private const int MostParameters = 200;

    /// <param name="session">The caller's transaction.</param>
    /// <param name="table">Table and columns, as after INSERT INTO.</param>
    /// <param name="after">What follows the values, for example ON CONFLICT.</param>
    /// <param name="rows">Each with as many values as there are columns.</param>
    public static async Task InsertAsync(Session session, string table, string after, IReadOnlyCollection<object?[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        foreach (var chunk in rows.Chunk(Math.Max(1, MostParameters / rows.First().Length)))
        {
            var sql = new StringBuilder("INSERT INTO ").Append(table).Append(" VALUES ");
            var parameters = new DynamicParameters();
            var number = 0;
            foreach (var row in chunk)
            {
                sql.Append(number == 0 ? "(" : ", (");
                for (var i = 0; i < row.Length; i++, number++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"p{number}");
                    sql.Append(i == 0 ? "@" : ", @").Append(name);
                    parameters.Add(name, row[i]);
                }

                sql.Append(')');
            }

            await session.Connection.ExecuteAsync(sql.Append(' ').Append(after).ToString(), parameters, session.Transaction);
        }
    }

    /// <summary>A list for IN, written out: one product takes lists as arrays only, and the other does not know arrays.</summary>
    /// <param name="others">The other parameters of the statement.</param>
    /// <param name="values">At most a few hundred; chunk more.</param>
    /// <returns>What stands after IN, and all parameters.</returns>
    public static (string List, DynamicParameters Parameters) In(object others, IReadOnlyList<string> values)
    {
        var parameters = new DynamicParameters(others);
        for (var i = 0; i < values.Count; i++)
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"in{i}"), values[i]);
        }

        return ($"({string.Join(", ", Enumerable.Range(0, values.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"@in{i}")))})", parameters);
    }
}
