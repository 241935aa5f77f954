namespace XoperoBot.Simulator.State;

/// <summary>Builds the organizations from the options, or the demonstration estate.</summary>
internal static class Estate
{
    public static void Build(Engine engine, SimulatorOptions options, long now)
    {
        IEnumerable<OrganizationOptions> wanted = options.Organizations.Count > 0 ? options.Organizations : Demo(options);
        if (options.HostileNames)
        {
            wanted = wanted.Append(Hostile());
        }

        foreach (var one in wanted)
        {
            Add(engine, one, now);
        }
    }

    private static IEnumerable<OrganizationOptions> Demo(SimulatorOptions options) =>
    [
        new()
        {
            Name = "acme", Repositories = 48, Removed = 2, Unlicensed = 3, SyncEvery = TimeSpan.FromHours(6), ChurnPerSync = 1,
            Plans =
            {
                new() { Name = "Nightly", Count = 43, WarningRate = 0.05 },
                new()
                {
                    Name = "Payments every 15 minutes", First = 6, Count = 5, Every = TimeSpan.FromMinutes(15), At = TimeSpan.Zero,
                    Duration = TimeSpan.FromSeconds(50), WarningRate = 0.04,
                },
                new() { Name = "Weekly archive", Count = 30, Every = TimeSpan.FromDays(7), At = TimeSpan.FromHours(17.5), Duration = TimeSpan.FromMinutes(40) },
            },
        },
        // These two have the numbers of the vendor's samples.
        new()
        {
            Name = "OrgName", Repositories = 58, Removed = 15, Unlicensed = 58,
            Plans =
            {
                new() { Name = "name1", Count = 1, LastOutcome = RunOutcome.Error },
                new() { Name = "name2", First = 1, Count = 1, LastOutcome = RunOutcome.Error },
                new() { Name = "name3", First = 2, Count = 41, LastOutcome = RunOutcome.Error },
            },
        },
        new()
        {
            Name = "xopero", Driver = 2, Repositories = 775, Unlicensed = 676, SyncEvery = TimeSpan.FromHours(12),
            Plans =
            {
                new() { Name = "name1", Count = 1 },
                new() { Name = "name2", Count = 1, LastOutcome = RunOutcome.Warning, WarningRate = 1, At = TimeSpan.FromHours(3) },
                new() { Name = "name3", Count = 1, LastOutcome = RunOutcome.Warning, WarningRate = 1, At = TimeSpan.FromHours(4) },
            },
        },
        new()
        {
            Name = "globex", Driver = 3, Repositories = 60, Removed = 4, Unlicensed = 14,
            Plans =
            {
                new() { Name = "Nightly", Count = 50, LastOutcome = RunOutcome.Error },
                new() { Name = "Release branches", Count = 12, Every = TimeSpan.FromHours(4), WarningRate = 0.2, FailureRate = 0.1 },
                new() { Name = "Quarterly", Count = 20, Every = TimeSpan.FromDays(91), LastOutcome = RunOutcome.NeverRun },
            },
        },
        new()
        {
            Name = "umbrella", Driver = 4, Repositories = options.BigOrganizationRepositories, SyncEvery = TimeSpan.FromHours(24),
            Plans =
            {
                new() { Name = "Everything", IncludeAll = true, Every = TimeSpan.FromHours(12), Duration = TimeSpan.FromMinutes(90) },
                new() { Name = "Nightly core", Count = Math.Max(1, options.BigOrganizationRepositories / 10), At = TimeSpan.FromHours(1) },
            },
        },
    ];

    private static OrganizationOptions Hostile()
    {
        var organization = new OrganizationOptions
        {
            Name = "<!channel>",
            Repositories = Names.Hostile.Count,
            Plans = { new PlanOptions { Name = "](https://example.test/) <!here> \u202Enalp", Count = Names.Hostile.Count / 2, LastOutcome = RunOutcome.Error } },
        };
        foreach (var name in Names.Hostile)
        {
            organization.RepositoryNames.Add(name);
        }

        return organization;
    }

    private static void Add(Engine engine, OrganizationOptions wanted, long now)
    {
        var number = engine.Organizations.Count;
        var organization = new SimOrganization(engine.Dice, number, wanted.Name, wanted.Driver, wanted.Repositories)
        {
            ChurnPerSync = wanted.ChurnPerSync,
            SyncStartedAt = now - engine.Scale(TimeSpan.FromHours(2)),
        };
        if (wanted.SyncEvery is { } every)
        {
            organization.SyncPeriod = engine.Scale(every);
            organization.NextSync = now + organization.SyncPeriod;
        }

        for (var i = 0; i < wanted.Repositories; i++)
        {
            organization.Add(new RepositoryRow
            {
                Name = i < wanted.RepositoryNames.Count ? wanted.RepositoryNames[i] : null,
                HasLicence = i < wanted.Repositories - wanted.Unlicensed,
            });
        }

        engine.Organizations.Add(organization);
        foreach (var plan in wanted.Plans.Concat(Generated(wanted)))
        {
            Add(engine, organization, plan, now);
        }

        // Backups were made while the repositories were still visible.
        foreach (ref var row in organization.Rows[Math.Max(0, wanted.Repositories - wanted.Removed)..])
        {
            row.IsRemoved = true;
        }
    }

    private static void Add(Engine engine, SimOrganization organization, PlanOptions wanted, long now)
    {
        var number = (organization.Number * 10_000) + organization.Plans.Count;
        var midnight = now - (now % (long)TimeSpan.FromDays(1).TotalMilliseconds);
        var plan = new SimPlan(engine.Dice.Id(IdKind.Plan, organization.Number, organization.Plans.Count), number, organization, wanted.Name)
        {
            Period = engine.Scale(wanted.Every),
            Duration = engine.Scale(wanted.Duration),
            WarningRate = wanted.WarningRate,
            FailureRate = wanted.FailureRate,
            IncludeAll = wanted.IncludeAll,
            IsActive = wanted.Active,
            NextStart = midnight + (long)wanted.At.TotalMilliseconds,
        };
        plan.Members.Replace(Enumerable.Range(wanted.First, Math.Max(0, Math.Min(wanted.Count, organization.RowCount - wanted.First))));
        engine.Add(plan);
        if (plan.NextStart > now)
        {
            plan.NextStart -= ((plan.NextStart - now) / plan.Period * plan.Period) + plan.Period;
        }

        plan.Reschedule(now);
        if (wanted.LastOutcome == RunOutcome.NeverRun)
        {
            return;
        }

        var next = plan.NextStart;
        var start = next - plan.Period;
        while (start + plan.Duration > now)
        {
            start -= plan.Period;
        }

        engine.Settle(plan, start + plan.Duration, wanted.LastOutcome, 1);
        plan.NextStart = next;
    }

    private static IEnumerable<PlanOptions> Generated(OrganizationOptions wanted) =>
        Enumerable.Range(0, wanted.GeneratedPlans).Select(i =>
        {
            var first = (int)((long)wanted.Repositories * i / wanted.GeneratedPlans);
            var end = (int)((long)wanted.Repositories * (i + 1) / wanted.GeneratedPlans);
            return new PlanOptions { Name = $"Plan {i + 1:000}", First = first, Count = end - first };
        });
}
