using XoperoBot.Core.Access;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Doctor;

/// <summary>Examines the whole installation, or sends a test card.</summary>
internal sealed class DoctorCommand(Examination examination, TestCard test) : ICommand
{
    public CommandInfo Info { get; } = new("doctor", "doctor [send <destination>]", "Examines the whole installation and says what to fix.")
    {
        Needs = Needs.Admin,
        Examples = ["doctor", "doctor send slack:C0123ABC"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words switch
    {
        [] => new CardReply(DoctorCard.Of("Examination", await examination.RunAsync(call.Person.Sight, cancellationToken), Describe.LeftOut(call.Person.Sight))) { Private = true },
        [{ Value: "send" }, var destination] => new CardReply(DoctorCard.Of("Test card", [await test.SendAsync(destination.Value, call.Person.Name, cancellationToken)], [])) { Private = true },
        [{ Value: "send" }] => new UsageReply($"Say where to: doctor send <destination>. This place is {call.Inbound.Place}."),
        _ => new UsageReply("doctor stands alone, or with send and a destination."),
    };
}
