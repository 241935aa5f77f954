namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>
/// The body of <c>plans/modifygitplan</c> as the vendor documents it: every member of the sample must be there, because what is left
/// out of a whole definition may be reset. Ids are opaque, numbers have no published legend, unknown members pass.
/// </summary>
internal static class PlanShape
{
    private static readonly NumberShape Number = new();
    private static readonly SwitchShape Switch = new();
    private static readonly TextShape Id = new() { Filled = true };
    private static readonly AnyShape Open = new() { OrNull = true };

    private static readonly ObjectShape Option = new(new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["type"] = Number,
        ["trigger"] = Number,
        ["frequency"] = Number,
        ["days"] = new ListShape(Number),
        ["startAt"] = new ListShape(new ObjectShape(new Dictionary<string, Shape>(StringComparer.Ordinal)
        {
            ["hour"] = new NumberShape(0, 23),
            ["minute"] = new NumberShape(0, 59),
        })),
        ["interval"] = Number,
        ["nthDayOfWeek"] = Number,
    });

    private static readonly ObjectShape Schedule = new(new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["id"] = Id,
        ["scheme"] = Number,
        ["delay"] = Number,
        ["preventSystemSleep"] = Switch,
        ["options"] = new ListShape(Option) { Filled = true },
        ["backupWindow"] = new ListShape(new ListShape(Number) { Exactly = 24 }) { Exactly = 7 },
        ["retention"] = new ObjectShape(new Dictionary<string, Shape>(StringComparer.Ordinal)
        {
            ["id"] = Id,
            ["rule"] = Number,
            ["options"] = Open,
            ["order"] = Number,
        }),
    });

    public static Shape Plan { get; } = new ObjectShape(new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["id"] = Id,
        ["isActive"] = Switch,
        ["name"] = Id,
        ["backupType"] = Number,
        ["schedule"] = Schedule,
        ["compressionSettings"] = new ObjectShape(new Dictionary<string, Shape>(StringComparer.Ordinal) { ["codec"] = Number, ["level"] = Number }),
        ["encryptionSettings"] = Open,
        ["customActions"] = new ObjectShape(new Dictionary<string, Shape>(StringComparer.Ordinal)
        {
            ["preBackupAction"] = Open,
            ["postSnapshotAction"] = Open,
            ["postBackupAction"] = Open,
        }),
        ["advancedOptions"] = new TextsShape(),
        ["deltaSettings"] = Open,
        ["workerId"] = Id,
        ["filteringSettings"] = Open,
        ["organizationId"] = Id,
        ["repositoriesIds"] = new ListShape(Id),
        ["includeAllRepositories"] = Switch,
        ["includeMetadata"] = Switch,
        ["storageId"] = Id,
    });
}
