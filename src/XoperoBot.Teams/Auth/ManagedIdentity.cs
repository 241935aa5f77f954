using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace XoperoBot.Teams.Auth;

/// <summary>Tokens of the managed identity that the bot runs as, through Azure.Identity.</summary>
internal sealed class ManagedIdentity(TokenCredential credential, IOptions<TeamsOptions> options) : IBotTokenSource
{
    public async Task<BotToken> RequestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await credential.GetTokenAsync(new TokenRequestContext([options.Value.BotScope]), cancellationToken);
            return new BotToken(token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new BotTokenException("managed identity", inner: exception);
        }
    }
}
