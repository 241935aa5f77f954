using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace XoperoBot.Playground;

/// <summary>Section <c>Playground</c>: the web page on which the bot can be tried as several people. It has no sign-in.</summary>
public sealed partial class PlaygroundOptions : IValidatableObject
{
    public const string Section = "Playground";

    /// <summary>
    /// Null: only in the Development environment and only for requests of this machine to a loopback address. True: everywhere, for
    /// everybody who reaches the address. False: nowhere.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>Who can be played. Empty: a viewer, an operator, two approvers and an administrator.</summary>
    public IList<Person> People { get; } = [];

    /// <summary>Rooms that everybody shares, besides one personal chat each. Empty: one room, <c>playground:room</c>.</summary>
    public IList<Room> Rooms { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in Check(nameof(People), People.Select(person => (person.Id, person.Name))))
        {
            yield return result;
        }

        foreach (var result in Check(nameof(Rooms), Rooms.Select(room => (room.Id, room.Name))))
        {
            yield return result;
        }
    }

    private static IEnumerable<ValidationResult> Check(string key, IEnumerable<(string Id, string Name)> entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ((id, name), at) in entries.Select((entry, at) => (entry, at)))
        {
            if (!IdPattern().IsMatch(id) || id.StartsWith("dm-", StringComparison.Ordinal))
            {
                yield return new($"{Section}:{key}:{at}:Id must be 1 to 32 of a-z, 0-9 and '-', and not start with 'dm-'.", [key]);
            }

            if (!seen.Add(id))
            {
                yield return new($"{Section}:{key}:{at}:Id '{id}' is used twice.", [key]);
            }

            if (string.IsNullOrWhiteSpace(name))
            {
                yield return new($"{Section}:{key}:{at}:Name is missing.", [key]);
            }
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdPattern();

    /// <summary>Somebody to play.</summary>
    public sealed class Person
    {
        /// <summary>The account's id, as in <c>Access:People:n:Playground</c>.</summary>
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        /// <summary>What the page says below the name. Roles themselves are granted under <c>Access</c>.</summary>
        public string Role { get; set; } = "";
    }

    /// <summary>A room that everybody shares.</summary>
    public sealed class Room
    {
        /// <summary>The part after <c>playground:</c> in destinations.</summary>
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";
    }
}
