using System.Text.Json;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary>What a call works with while the simulation's lock is held.</summary>
internal sealed class CallContext(Simulation simulation, WireRequest request, AccountOptions? account, IReadOnlyList<Fault> faults)
{
    public Simulation Simulation { get; } = simulation;

    public Engine Engine => Simulation.Engine;

    public Assumptions Assumptions => Simulation.Options.Assumptions;

    public WireRequest Request { get; } = request;

    /// <summary>Who asks; null for a login.</summary>
    public AccountOptions? Account { get; } = account;

    public long Now { get; } = simulation.NowMs;

    public bool Has(FaultKind kind) => faults.Any(fault => fault.Kind == kind);

    public string Id(Guid id) => WireId.Write(id, Assumptions.OddIds || Has(FaultKind.OddIds));

    public Answer Refuse(int status) => Answer.Refusal(status, Assumptions.ErrorBody);

    public Answer Undocumented() => Answer.Undocumented(Assumptions.UndocumentedAnswer);

    /// <summary>Answer of a call without a documented one to an id that is not known.</summary>
    public Answer Unknown() => Assumptions.UnknownId == UnknownId.NotFound ? Refuse(404) : Undocumented();

    public bool MayManage(bool assured = true) =>
        !assured || (TokenBook.Has(Account!, "DataRemoveManagement") && TokenBook.Has(Account!, "GitManagement"));

    public SimOrganization? Organization(string member) =>
        WireId.TryRead(Request.Text(member), out var id) ? Engine.FindOrganization(id) : null;

    public SimPlan? Plan(string member) => WireId.TryRead(Request.Text(member), out var id) ? Engine.FindPlan(id) : null;

    public (SimOrganization Organization, int Index)? Repository(string? text) =>
        WireId.TryRead(text, out var id) ? Engine.FindRepository(id) : null;

    public static void WritePaging(Utf8JsonWriter writer, Pager pager)
    {
        writer.WriteNumber("currentPage"u8, pager.CurrentPage);
        writer.WriteNumber("pageCount"u8, pager.PageCount);
        writer.WriteNumber("totalEntries"u8, pager.TotalEntries);
    }
}
