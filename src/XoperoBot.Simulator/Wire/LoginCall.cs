using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary><c>account/login</c>.</summary>
internal static class LoginCall
{
    public static Answer Run(CallContext context)
    {
        var simulation = context.Simulation;
        if (simulation.Tokens.Find(context.Request.Text("email"), context.Request.Text("password")) is not { } account)
        {
            return context.Refuse(context.Assumptions.LoginRefusedStatus);
        }

        var number = simulation.Tokens.Accounts.ToList().IndexOf(account);
        var user = context.Engine.Dice.Id(IdKind.User, number, number);
        var challenged = account.SecondFactor || context.Has(FaultKind.SecondFactor);
        var remember = context.Request.Flag("rememberMe") ?? false;
        return Answer.Written(writer =>
        {
            writer.WriteString("userId"u8, context.Id(user));
            if (!challenged)
            {
                writer.WriteString("accessToken"u8, simulation.Tokens.Give(account, remember, context.Now));
            }
        });
    }
}
