using System.Buffers.Text;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary>Tokens that were given, to whom and until when. Guarded by the simulation's lock.</summary>
internal sealed class TokenBook(SimulatorOptions options, Dice dice)
{
    private static readonly string[] AllRoles = ["UserManagement", "DataRemoveManagement", "GitManagement"];

    private readonly Dictionary<string, (AccountOptions Account, long Until)> _tokens = new(StringComparer.Ordinal);
    private int _given;

    public IEnumerable<AccountOptions> Accounts => options.Accounts.Count > 0 ? options.Accounts : [AccountOptions.Demo];

    public static bool Has(AccountOptions account, string role) =>
        (account.Roles.Count > 0 ? account.Roles : AllRoles).Contains(role, StringComparer.OrdinalIgnoreCase);

    public AccountOptions? Find(string? email, string? password) => Accounts.FirstOrDefault(account =>
        string.Equals(account.Email, email, StringComparison.OrdinalIgnoreCase) && string.Equals(account.Password, password, StringComparison.Ordinal));

    /// <summary>A token that means nothing to anyone but this service.</summary>
    public string Give(AccountOptions account, bool remember, long now)
    {
        var number = ++_given;
        Span<byte> bytes = stackalloc byte[48];
        for (var i = 0; i < bytes.Length; i += sizeof(ulong))
        {
            BitConverter.TryWriteBytes(bytes[i..], dice.Draw((long)IdKind.Token, number, i));
        }

        var token = Base64Url.EncodeToString(bytes);
        var lifetime = remember ? options.Assumptions.TokenLifetime : options.Assumptions.TokenLifetimeNotRemembered;
        _tokens[token] = (account, now + (long)lifetime.TotalMilliseconds);
        return token;
    }

    public AccountOptions? Check(string? token, long now) =>
        token is not null && _tokens.TryGetValue(token, out var known) && known.Until > now ? known.Account : null;

    public void Revoke(string? token)
    {
        if (token is not null)
        {
            _tokens.Remove(token);
        }
    }

    public int Clear()
    {
        var count = _tokens.Count;
        _tokens.Clear();
        return count;
    }
}
