using System.Runtime.CompilerServices;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Doctor;

/// <summary>What a card comes to on one channel.</summary>
/// <param name="Messages">How many messages it takes.</param>
/// <param name="Largest">Of the largest of them: its size in the unit of <paramref name="Limit"/>.</param>
/// <param name="Limit">What the channel takes.</param>
/// <param name="Unit">bytes, characters …</param>
public sealed record CardMeasure(int Messages, int Largest, int Limit, string Unit);

/// <summary>A channel that can say how large a card becomes, without sending it.</summary>
public interface ICardScale
{
    /// <summary><see cref="IChannel.Name"/>.</summary>
    string Channel { get; }

    CardMeasure Measure(Card card);
}

/// <summary>A card of the present that grows with the installation.</summary>
public interface IGrowingCard
{
    /// <summary>What it is called: the command that shows it.</summary>
    string Name { get; }

    Task<Card> DrawAsync(CancellationToken cancellationToken);
}

/// <summary>Draws the cards that grow with the installation on every channel, and compares them with the channel's limit.</summary>
internal sealed class CardSizeCheckup(IEnumerable<ICardScale> scales, IEnumerable<IGrowingCard> cards) : ICheckup
{
    public string Area => "cards";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var growing in cards)
        {
            var card = await growing.DrawAsync(cancellationToken);
            foreach (var scale in scales)
            {
                var measure = scale.Measure(card);
                yield return new Finding(
                    Area,
                    measure.Largest <= measure.Limit ? Tone.Good : Tone.Bad,
                    $"{growing.Name} on {scale.Channel}: {measure.Messages} {(measure.Messages == 1 ? "message" : "messages")}, "
                        + $"the largest {measure.Largest} of {measure.Limit} {measure.Unit}.")
                {
                    Fix = measure.Largest <= measure.Limit ? null : "Report this: a card must always be split before the limit.",
                };
            }
        }
    }
}
