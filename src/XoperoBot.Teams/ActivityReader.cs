using System.Text.Json;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>An authenticated activity in neutral words. Reads only; decides nothing.</summary>
internal sealed class ActivityReader(IOptions<TeamsOptions> options)
{
    /// <summary>What was typed, pressed or sent in; null when the activity says nothing to the bot.</summary>
    public Inbound? Message(Activity activity) =>
        ReadAction(activity.Value) is { } data
            ? Action(activity, data)
            : new Said
            {
                DeliveryId = DeliveryId(activity),
                Actor = ActorOf(activity),
                Place = PlaceOf(activity),
                Private = IsPersonal(activity),
                Thread = ThreadOf(activity),
                Context = ContextOf(activity),
                Text = MentionText.Strip(activity),
                Files = [.. Files(activity)],
                Message = activity.Id is { Length: > 0 } id ? new MessageRef(PlaceOf(activity), id, ThreadOf(activity)) : null,
            };

    /// <summary>A press of a button or a sent-in form; null when its data are none of ours.</summary>
    public Inbound? Action(Activity activity, CardInput input)
    {
        var message = activity.ReplyToId is { Length: > 0 } id ? new MessageRef(PlaceOf(activity), id, ThreadOf(activity)) : null;
        if (input.Data.Form is { } form)
        {
            return new Submitted
            {
                DeliveryId = DeliveryId(activity),
                Actor = ActorOf(activity),
                Place = PlaceOf(activity),
                Private = IsPersonal(activity),
                Thread = ThreadOf(activity),
                Context = ContextOf(activity),
                FormId = form.Id,
                Values = Values(form, input.Members),
                Message = message,
                Cancelled = form.Cancel == true,
            };
        }

        return input.Data.Command is not { Length: > 0 } command ? null : new Clicked
        {
            DeliveryId = DeliveryId(activity),
            Actor = ActorOf(activity),
            Place = PlaceOf(activity),
            Private = IsPersonal(activity),
            Thread = ThreadOf(activity),
            Context = ContextOf(activity),
            Command = command,
            Message = message,
            InPlace = input.Data.InPlace == true,
        };
    }

    public Joined Joined(Activity activity) => new()
    {
        DeliveryId = DeliveryId(activity),
        Actor = ActorOf(activity),
        Place = PlaceOf(activity),
        Private = IsPersonal(activity),
        Context = ContextOf(activity),
        PlaceName = activity.Conversation?.Name ?? activity.ChannelData?.Channel?.Name ?? activity.ChannelData?.Team?.Name,
    };

    public Left Left(Activity activity, Place place) => new()
    {
        DeliveryId = $"{DeliveryId(activity)}#{place.Id}",
        Actor = ActorOf(activity),
        Place = place,
        Private = IsPersonal(activity),
    };

    /// <summary>The person. Only an Entra object id of the bot's own tenant is an account that can be granted something.</summary>
    public Actor ActorOf(Activity activity)
    {
        var from = activity.From ?? new ChannelAccount();
        var tenant = activity.Conversation?.TenantId ?? activity.ChannelData?.Tenant?.Id;
        var foreign = !options.Value.DangerouslyAllowUnauthenticatedRequests
            && tenant is not null
            && !string.Equals(tenant, options.Value.TenantId, StringComparison.OrdinalIgnoreCase);
        var account = from.AadObjectId switch
        {
            null or "" => $"mri/{from.Id}",
            var id when foreign => $"{tenant}/{id}",
            var id => id,
        };
        return new Actor(TeamsChannel.ChannelName, account, from.Name ?? string.Empty)
        {
            Address = from.Id,
            TimeZone = activity.Entities?.FirstOrDefault(entity => entity.Type == "clientInfo")?.Timezone ?? activity.LocalTimezone,
        };
    }

    public static Place PlaceOf(Activity activity) => ConversationIds.Split(activity.Conversation!.Id!).Place;

    public static string? ThreadOf(Activity activity) => ConversationIds.Split(activity.Conversation!.Id!).Thread;

    public static bool IsPersonal(Activity activity) => activity.Conversation switch
    {
        { ConversationType: { } type } => type == ConversationReference.Personal,
        { IsGroup: true } => false,
        _ => true,
    };

    /// <summary>The bot's own messages come back in some conversations; answering them would never end.</summary>
    public static bool IsOwn(Activity activity) =>
        activity.From is { } from
        && (string.Equals(from.Role, "bot", StringComparison.OrdinalIgnoreCase)
            || (from.Id is not null && from.Id == activity.Recipient?.Id));

    public static bool HasBot(Activity activity, IReadOnlyList<ChannelAccount>? members) =>
        members?.Any(member => member.Id is not null && member.Id == activity.Recipient?.Id) == true;

    /// <summary>The data of a press with the inputs beside them; null when there is nothing of ours in it.</summary>
    public static CardInput? ReadAction(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        try
        {
            return element.Deserialize<ActionData>(WireJson.Options) is { } data && (data.Command is not null || data.Form is not null)
                ? new CardInput(data, element)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Personal chats only: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#receive-files-in-personal-chat
    private static IEnumerable<SharedFile> Files(Activity activity) =>
        from attachment in activity.Attachments ?? []
        where attachment.ContentType == ContentTypes.FileDownload
        let address = attachment.Content is { ValueKind: JsonValueKind.Object } content && content.TryGetProperty("downloadUrl", out var url) ? url.ToString() : null
        where address is { Length: > 0 }
        select new SharedFile(attachment.Name ?? "file", address);

    private static Dictionary<string, IReadOnlyList<string>> Values(FormData form, JsonElement members)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in members.EnumerateObject().Where(member => member.Name is not (ActionData.FormMember or "msteams")))
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            var choice = form.Choice?.Contains(member.Name, StringComparer.Ordinal) == true;
            var many = form.Many?.Contains(member.Name, StringComparer.Ordinal) == true;
            values[member.Name] = string.IsNullOrWhiteSpace(text) ? []
                : many ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(FormRenderer.Decode)]
                : [choice ? FormRenderer.Decode(text) : text];
        }

        return values;
    }

    // Teams repeats what it got no answer to with the same id; an id is unique in its conversation only.
    private static string DeliveryId(Activity activity) => activity.Type == ActivityTypes.Invoke
        ? $"{TeamsChannel.ChannelName}:{activity.Id}"
        : $"{TeamsChannel.ChannelName}:{activity.Conversation!.Id}/{activity.Id}";

    private static string ContextOf(Activity activity) => new TeamsContext
    {
        ActivityId = activity.Type == ActivityTypes.Message ? activity.Id : null,
        User = activity.From is { } from ? new ChannelAccount { Id = from.Id, AadObjectId = from.AadObjectId, Name = from.Name } : null,
    }.ToJson();
}

/// <summary>What a press sent: our data, and every member beside them.</summary>
internal sealed record CardInput(ActionData Data, JsonElement Members);

/// <summary>What an answer needs of the activity that it answers.</summary>
internal sealed record TeamsContext
{
    public string? ActivityId { get; init; }

    public ChannelAccount? User { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Options);

    public static TeamsContext? FromJson(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<TeamsContext>(text, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
