using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>Which rule holds for an order, and who can decide on it.</summary>
internal sealed class RuleBook(IOptions<ApprovalsOptions> options, Operations operations, IManagementServices services, IPeople people, Channels channels)
{
    private static readonly TimeSpan MatchPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>The rule as it is now.</summary>
    public ApprovalRule For(Order order)
    {
        var basis = operations.Find(order.Operation).Default;
        return options.Value.Rules.FirstOrDefault(rule => Fits(rule, order)) is not { } given
            ? basis
            : basis with
            {
                Approvers = given.Approvers ?? basis.Approvers,
                ApproverNames = given.ApproverNames.Count > 0 ? [.. given.ApproverNames] : basis.ApproverNames,
                ExpiresAfter = given.ExpiresAfter ?? basis.ExpiresAfter,
                RunWithin = given.RunWithin ?? basis.RunWithin,
                CoolDown = given.CoolDown ?? basis.CoolDown,
                TypeToConfirm = given.TypeToConfirm ?? basis.TypeToConfirm,
                ReasonRequired = given.ReasonRequired ?? (given.ReasonPattern is not null || basis.ReasonRequired),
                ReasonPattern = given.ReasonPattern ?? basis.ReasonPattern,
                ReasonHelp = given.ReasonHelp ?? basis.ReasonHelp,
            };
    }

    /// <summary>
    /// Every operation's own rule and every configured one, in words, with the people who could decide under it: for each server by itself
    /// where they are not the same everywhere.
    /// </summary>
    /// <returns>With the server whose it is: empty for none, <see cref="Sight.Every"/> where that is not known.</returns>
    public async IAsyncEnumerable<(string Rule, string Server, Bench Bench)> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var configured = options.Value.Rules.Where(rule => rule.Operation is { } name && operations.Knows(name)).SelectMany(rule =>
            rule.Organizations.DefaultIfEmpty("*").Select(organization => (Operation: rule.Operation!.ToLowerInvariant(), Organization: organization)));
        foreach (var (operation, organization) in operations.Names.Select(name => (name, "*")).Concat(configured).Distinct())
        {
            var words = organization == "*" ? $"“{operation}”" : $"“{operation}” in {organization}";
            var named = services.All.Select(service => service.Name).FirstOrDefault(name => organization.StartsWith($"{name}/", StringComparison.OrdinalIgnoreCase));
            var order = new Order { Operation = operation, Server = "", OrganizationId = "", OrganizationName = organization, Targets = [] };
            var benches = new List<Bench>();
            foreach (var server in Servers(operation, named))
            {
                benches.Add(await BenchAsync(order with { Server = server }, [For(order)], more: 0, [], 1, cancellationToken));
            }

            var isSame = benches.DistinctBy(bench => string.Join('\n', bench.Approvers.Select(human => human.Name)), StringComparer.Ordinal).Count() == 1;
            foreach (var bench in isSame ? benches.Take(1) : benches)
            {
                var whose = named ?? (organization != "*" ? Sight.Every : isSame ? "" : bench.Order.Server);
                yield return (isSame ? words : $"{words} on {bench.Order.Server}", whose, bench);
            }
        }
    }

    private IEnumerable<string> Servers(string operation, string? named) =>
        !operations.Find(operation).IsOnServer ? [""] : named is not null ? [named] : services.All.Select(service => service.Name).DefaultIfEmpty("");

    /// <summary>Who decides on a request now: by the rule that it was asked under and by the present one, the stricter in everything.</summary>
    public async Task<Bench> BenchAsync(Request request, CancellationToken cancellationToken)
    {
        var owner = await people.FindAsync(request.RequesterAccount, cancellationToken);
        return await BenchAsync(request.Order, [request.Rule, For(request.Order)], request.Seen.MoreApprovers, [request.Requester, owner.Name], request.Needed, cancellationToken);
    }

    /// <summary>Who would decide on an order that somebody asks for now.</summary>
    public Task<Bench> BenchAsync(Order order, int more, string requester, CancellationToken cancellationToken) =>
        BenchAsync(order, [For(order)], more, [requester], 1, cancellationToken);

    private async Task<Bench> BenchAsync(
        Order order, IReadOnlyList<ApprovalRule> rules, int more, IReadOnlyList<string> requester, int atLeast, CancellationToken cancellationToken) => new(
            order,
            rules,
            Math.Max(atLeast, rules.Max(rule => rule.Approvers) + more),
            requester,
            await people.ListAsync(cancellationToken),
            channels.Names.ToHashSet(StringComparer.Ordinal))
        {
            About = operations.Find(order.Operation).About(order),
        };

    private static bool Fits(ApprovalRuleOptions rule, Order order) =>
        string.Equals(rule.Operation, order.Operation, StringComparison.OrdinalIgnoreCase)
        && (rule.Organizations.Count == 0 || rule.Organizations.Any(pattern =>
            Like(order.OrganizationName, pattern) || Like($"{order.Server}/{order.OrganizationName}", pattern)));

    private static bool Like(string text, string pattern) => Regex.IsMatch(
        text,
        $"^{string.Join(".*", pattern.Trim().Split('*').Select(Regex.Escape))}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        MatchPatience);
}

/// <summary>The people who can decide on one order, and how many of them must.</summary>
internal sealed record Bench(
    Order Order, IReadOnlyList<ApprovalRule> Rules, int Needed, IReadOnlyList<string> Requester, IReadOnlyList<Human> Everybody, IReadOnlySet<string> Channels)
{
    /// <summary>Names of the people whom it is about.</summary>
    public IReadOnlyList<string> About { get; init; } = [];

    public TimeSpan CoolDown => Rules.Max(rule => rule.CoolDown);

    public TimeSpan RunWithin => Rules.Min(rule => rule.RunWithin);

    /// <summary>Everybody who may approve.</summary>
    public IReadOnlyList<Human> Approvers => [.. Everybody.Where(human => Missing(human) is null && !IsRequester(human.Name))];

    /// <summary>Those of them who have an account where the bot is.</summary>
    public IReadOnlyList<Human> Reachable => [.. Approvers.Where(human => human.Accounts.Any(account => Channels.Contains(account.Channel)))];

    public bool IsRequester(string person) => Requester.Contains(person, StringComparer.OrdinalIgnoreCase);

    /// <summary>The human of that name; null when no administrator names one any more.</summary>
    public Human? Find(string person) => Everybody.Named(person);

    /// <summary>What a person lacks to approve, in words; null when nothing.</summary>
    public string? Missing(Human human) =>
        !human.Roles.Allow(Needs.Approver) ? "the role Approver"
        : About.Contains(human.Name, StringComparer.OrdinalIgnoreCase) ? "somebody else, because the request is about the approver,"
        : Rules.Any(rule => rule.ApproverNames.Count > 0 && !rule.ApproverNames.Contains(human.Name, StringComparer.OrdinalIgnoreCase))
            ? $"a place in the rule for “{Order.Operation}”, which names who may approve"
        : !Order.IsSeenBy(human.Sight) ? $"sight of the server {Order.Server}"
            : null;

    /// <summary>The first recorded approval that would not be accepted now, in words; null when all still hold and there are enough.</summary>
    public string? Fault(IReadOnlyList<Decision> decisions)
    {
        var approvals = decisions.Where(decision => decision.Verdict == Verdict.Approved).ToList();
        foreach (var approval in approvals)
        {
            if (IsRequester(approval.Person) || Find(approval.Person) is not { } human)
            {
                return $"The approval of {approval.Person} no longer counts: that person is not among the approvers any more.";
            }

            if (Missing(human) is { } missing)
            {
                return $"The approval of {approval.Person} no longer counts: {missing} is missing.";
            }
        }

        return approvals.DistinctBy(approval => approval.Account).Count() < Needed
            ? $"It needs {Needed} approvals now and has {approvals.Count}."
            : null;
    }
}
