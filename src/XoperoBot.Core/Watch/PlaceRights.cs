using XoperoBot.Core.Access;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Watch;

/// <summary>Silencing a place that others rely on takes more than reading does.</summary>
internal static class PlaceRights
{
    public static RefusedReply? Refusal(Call call) => call.Inbound.Private || call.Person.May(Needs.Operator)
        ? null
        : new RefusedReply($"What a shared place is told is changed by people with the role {Needs.Operator.Grants()}. In a personal chat with me you may choose for yourself.");
}
