namespace XoperoBot.Xopero.Http;

/// <summary>One documented call.</summary>
/// <param name="Path">Below the service's address, in the documented spelling; also its name in logs and measurements.</param>
/// <param name="IsWrite">Sent once, whatever happens.</param>
internal sealed record Call(string Path, bool IsWrite)
{
    public static readonly Call Login = new("account/login", false);
    public static readonly Call Organizations = new("git/organizations/getmany", false);
    public static readonly Call AssignedPlans = new("plans/listassignedtoorganization", false);
    public static readonly Call Attach = new("plans/attachgitrepository", true);
    public static readonly Call Detach = new("plans/detachgitrepository", true);
    public static readonly Call ModifyPlan = new("plans/modifygitplan", true);
    public static readonly Call Repositories = new("git/repositories/getmany", false);
    public static readonly Call Activate = new("git/repositories/activate", true);
    public static readonly Call Deactivate = new("git/repositories/deactivate", true);
    public static readonly Call Remove = new("git/repositories/remove", true);
    public static readonly Call Sync = new("git/repositories/sync", true);
}
