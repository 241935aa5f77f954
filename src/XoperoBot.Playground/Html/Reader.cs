using System.Security.Cryptography;

namespace XoperoBot.Playground.Html;

/// <summary>Who reads what is rendered, and what their forms must carry to be taken.</summary>
/// <param name="Seat">Who, and where.</param>
/// <param name="Token">Proves that a form was made for this browser; see <see cref="Submission"/>.</param>
internal sealed record Reader(Seat Seat, string Token)
{
    /// <summary>The hidden part of every form. A form sent twice carries the same delivery id and counts once.</summary>
    public void WriteHiddenFields(HtmlWriter html)
    {
        html.Add($"""<input type="hidden" name="as" value="{Seat.Player.Id}"/><input type="hidden" name="in" value="{Seat.Place.Id}"/>""");
        html.Add($"""<input type="hidden" name="token" value="{Token}"/>""");
        html.Add($"""<input type="hidden" name="delivery" value="{RandomNumberGenerator.GetHexString(32, lowercase: true)}"/>""");
        html.Add($"""<input type="hidden" name="zone" value=""/>""");
    }
}
