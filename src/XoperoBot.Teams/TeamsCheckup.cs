using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Teams.Auth;

namespace XoperoBot.Teams;

/// <summary>Teams: credentials by a real token, the issuer's keys, and the conversations that the bot should post to but cannot address.</summary>
internal sealed class TeamsCheckup(
    IBotToken token, SigningKeys keys, IPlaceBook places, IDestinations destinations, IOptions<TeamsOptions> options) : ICheckup
{
    public string Area => "teams";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.Value.DangerouslyAllowUnauthenticatedRequests)
        {
            yield return new Finding(Area, Tone.Warning, "Activities without a token are believed. That is for trying out on one machine only.")
            {
                Fix = "Take Teams:DangerouslyAllowUnauthenticatedRequests out.",
            };
        }

        yield return await TokenAsync(cancellationToken);
        var count = await keys.CountAsync(cancellationToken);
        yield return count > 0
            ? new Finding(Area, Tone.Good, $"The issuer publishes {count} signing keys.")
            : new Finding(Area, Tone.Bad, "The issuer's signing keys cannot be read, so nothing that Teams sends can be believed.")
            {
                Fix = "Let this machine reach Teams:OpenIdMetadataUrl, and check that address.",
            };
        yield return new Finding(Area, Tone.Neutral, "Whether Teams reaches this machine cannot be seen from here.")
        {
            Fix = "The messaging endpoint of the Azure Bot must be https://<your host>/api/messages; say help to the bot in Teams.",
        };

        var known = await places.ListAsync(TeamsChannel.ChannelName, cancellationToken);
        yield return new Finding(Area, Tone.Neutral, $"{known.Count} conversations are known.");
        foreach (var (place, use) in await destinations.ListAsync(TeamsChannel.ChannelName, cancellationToken))
        {
            yield return known.Any(entry => entry.Place == place)
                ? new Finding(Area, Tone.Good, $"{place}, where {use} go, is known.")
                : new Finding(Area, Tone.Bad, $"{place}, where {use} go, was never heard from, so its address is a guess.")
                {
                    Fix = "Add the app to that team, chat or channel and mention it there once.",
                };
        }
    }

    private async Task<Finding> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await token.GetAsync(cancellationToken) is not null
                ? new Finding(Area, Tone.Good, "The credentials give a token.")
                : new Finding(Area, Tone.Warning, "No credentials: what is sent carries no token.") { Fix = "Give one of ClientSecret, CertificatePath and ManagedIdentityClientId." };
        }
        catch (BotTokenException refused)
        {
            return new Finding(Area, Tone.Bad, $"The credentials give no token: {refused.Message}.")
            {
                Fix = "Check AppId, TenantId and the secret's end date in the app registration.",
            };
        }
    }
}
