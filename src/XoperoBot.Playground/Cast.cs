using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground;

/// <summary>Who can be played and where they meet.</summary>
internal sealed class Cast(IOptions<PlaygroundOptions> options)
{
    public const string Channel = "playground";
    private const string PersonalPrefix = "dm-";

    public IReadOnlyList<Player> People { get; } = options.Value.People.Count > 0
        ? [.. options.Value.People.Select(person => new Player(person.Id, person.Name, person.Role))]
        :
        [
            new("viewer", "Vera", "Viewer"),
            new("operator", "Olaf", "Operator"),
            new("approver1", "Ada", "Approver"),
            new("approver2", "Ben", "Approver"),
            new("admin", "Amir", "Administrator"),
        ];

    public IReadOnlyList<(string Id, string Name)> Rooms { get; } = options.Value.Rooms.Count > 0
        ? [.. options.Value.Rooms.Select(room => (room.Id, room.Name))]
        : [("room", "Backup room")];

    /// <summary>Whom the page shows first: somebody who may do the everyday things.</summary>
    private Player Newcomer => Find("operator") ?? People[0];

    public Player? Find(string? id) =>
        People.FirstOrDefault(person => string.Equals(person.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>The person and place that a request names; null when the person is unknown or the place is not theirs.</summary>
    public Seat? Seat(string? person, string? place)
    {
        var player = string.IsNullOrEmpty(person) ? Newcomer : Find(person);
        return player is null
            ? null
            : PlacesOf(player)
                .FirstOrDefault(seat => string.IsNullOrEmpty(place) || string.Equals(seat.Place.Id, place, StringComparison.Ordinal));
    }

    /// <summary>The rooms, then the person's own chat.</summary>
    public IEnumerable<Seat> PlacesOf(Player player) =>
        Rooms.Select(room => new Seat(player, new Place(Channel, room.Id), room.Name, IsPersonal: false))
            .Append(new Seat(player, new Place(Channel, PersonalPrefix + player.Id), "Direct chat", IsPersonal: true));

    /// <summary>Where the person stands in the cast, from 1; 0 for one who is no longer in it.</summary>
    public int NumberOf(string person) =>
        People.TakeWhile(player => !Is(player, person)).Count() is var before && before < People.Count ? before + 1 : 0;

    private static bool Is(Player player, string person) => string.Equals(player.Id, person, StringComparison.Ordinal);

    public bool Exists(Place place) =>
        string.Equals(place.Channel, Channel, StringComparison.Ordinal)
        && People.SelectMany(PlacesOf).Any(seat => seat.Place == place);
}

/// <summary>Somebody who can be played.</summary>
internal sealed record Player(string Id, string Name, string Role)
{
    public Actor ToActor(string? timeZone) => new(Cast.Channel, Id, Name) { TimeZone = timeZone };
}

/// <summary>A person in a place they may be in.</summary>
internal sealed record Seat(Player Player, Place Place, string PlaceName, bool IsPersonal)
{
    public string Address => $"/?as={Player.Id}&in={Place.Id}";
}
