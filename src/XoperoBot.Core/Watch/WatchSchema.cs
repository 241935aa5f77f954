using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

internal static class WatchSchema
{
    public const int Number = 800;

    /// <summary>Times are Unix milliseconds. A plan's row is written only when the plan changed.</summary>
    public const string Readings =
        """
        CREATE TABLE watch_server (server TEXT NOT NULL PRIMARY KEY, pass BIGINT NOT NULL, tried_at BIGINT NOT NULL, passed_at BIGINT NOT NULL,
          failures BIGINT NOT NULL, failing_since BIGINT NOT NULL, fault TEXT);
        CREATE TABLE watch_organization (server TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, protected BIGINT, total BIGINT,
          missing BIGINT, removed BIGINT, missing_base BIGINT, coverage_day TEXT NOT NULL, repositories_due BIGINT NOT NULL,
          PRIMARY KEY (server, id));
        CREATE TABLE watch_plan (server TEXT NOT NULL, organization TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
          first_seen BIGINT NOT NULL, finished_at BIGINT NOT NULL, counted BIGINT NOT NULL, successes BIGINT NOT NULL,
          warnings BIGINT NOT NULL, errors BIGINT NOT NULL, repositories BIGINT NOT NULL, running_since BIGINT NOT NULL,
          before_at BIGINT NOT NULL, before_outcome BIGINT NOT NULL, gaps TEXT NOT NULL, PRIMARY KEY (server, organization, id));
        CREATE TABLE watch_run (id TEXT NOT NULL PRIMARY KEY, server TEXT NOT NULL, organization TEXT NOT NULL, plan TEXT NOT NULL,
          finished_at BIGINT NOT NULL, counted BIGINT NOT NULL, successes BIGINT NOT NULL, warnings BIGINT NOT NULL, errors BIGINT NOT NULL);
        CREATE INDEX watch_run_finished ON watch_run (finished_at);
        CREATE TABLE watch_coverage (id TEXT NOT NULL PRIMARY KEY, server TEXT NOT NULL, organization TEXT NOT NULL, name TEXT NOT NULL,
          day_at BIGINT NOT NULL, protected BIGINT, total BIGINT, missing BIGINT, removed BIGINT);
        CREATE INDEX watch_coverage_day ON watch_coverage (day_at);
        CREATE TABLE watch_repositories (server TEXT NOT NULL, organization TEXT NOT NULL, read_at BIGINT NOT NULL, unprotected BYTEA NOT NULL,
          invisible BYTEA NOT NULL, late BYTEA NOT NULL, never BYTEA NOT NULL, PRIMARY KEY (server, organization));
        CREATE TABLE watch_assigned (server TEXT NOT NULL, organization TEXT NOT NULL, plan TEXT NOT NULL, repositories BYTEA NOT NULL,
          PRIMARY KEY (server, organization, plan))
        """;

    public const string Incidents =
        """
        CREATE TABLE incident (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, reach TEXT NOT NULL, server TEXT NOT NULL,
          organization TEXT NOT NULL, opened_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, closed_at BIGINT, flaps BIGINT NOT NULL,
          whole BIGINT NOT NULL, ack_by TEXT, ack_at BIGINT, ack_until BIGINT);
        CREATE INDEX incident_closed ON incident (closed_at);
        CREATE TABLE incident_part (incident TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, kind TEXT NOT NULL, server TEXT NOT NULL,
          organization TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, organization_name TEXT NOT NULL, since BIGINT NOT NULL,
          opened_at BIGINT NOT NULL, closed_at BIGINT, base BIGINT NOT NULL, detail TEXT NOT NULL, before TEXT NOT NULL,
          PRIMARY KEY (incident, kind, organization, subject));
        CREATE UNIQUE INDEX incident_part_open ON incident_part (server, kind, organization, subject) WHERE closed_at IS NULL;
        CREATE INDEX incident_part_closed ON incident_part (server, closed_at);
        CREATE TABLE incident_event (id IDENTITY_KEY, incident TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, at BIGINT NOT NULL,
          said TEXT NOT NULL);
        CREATE INDEX incident_event_incident ON incident_event (incident, id)
        """;

    public const string Alerts =
        """
        CREATE TABLE subscription (place TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, topics BIGINT NOT NULL, by_name TEXT NOT NULL,
          at BIGINT NOT NULL, paused_at BIGINT, paused_why TEXT, PRIMARY KEY (place, scope));
        CREATE TABLE mute (scope TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, until_at BIGINT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL);
        CREATE TABLE alert (id TEXT NOT NULL PRIMARY KEY, place TEXT NOT NULL, kind TEXT NOT NULL, created_at BIGINT NOT NULL, posted_at BIGINT,
          said_at BIGINT NOT NULL, ack_reminded BIGINT NOT NULL, card TEXT NOT NULL, ended_at BIGINT);
        CREATE INDEX alert_place ON alert (place, created_at);
        CREATE TABLE alert_incident (alert TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, incident TEXT NOT NULL,
          recovery_told BIGINT NOT NULL, PRIMARY KEY (alert, incident));
        CREATE INDEX alert_incident_incident ON alert_incident (incident);
        CREATE TABLE own_doing (id IDENTITY_KEY, server TEXT NOT NULL, organization TEXT NOT NULL, place TEXT NOT NULL, person TEXT NOT NULL,
          at BIGINT NOT NULL);
        CREATE INDEX own_doing_at ON own_doing (at)
        """;

    /// <summary>When a run was seen, what is usual for a plan, and what a digest says of repositories.</summary>
    public const string Figures =
        """
        ALTER TABLE watch_run ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
        CREATE INDEX watch_run_seen ON watch_run (seen_at);
        ALTER TABLE watch_plan ADD COLUMN durations TEXT NOT NULL DEFAULT '';
        ALTER TABLE watch_plan ADD COLUMN silences TEXT NOT NULL DEFAULT '';
        ALTER TABLE watch_repositories ADD COLUMN unprotected_since BYTEA;
        CREATE TABLE watch_unprotected (server TEXT NOT NULL, organization TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
          since BIGINT NOT NULL, last_success BIGINT, PRIMARY KEY (server, organization, id));
        CREATE TABLE watch_success (server TEXT NOT NULL, organization TEXT NOT NULL, day1 BIGINT NOT NULL, day7 BIGINT NOT NULL,
          day14 BIGINT NOT NULL, day30 BIGINT NOT NULL, whole BIGINT NOT NULL, PRIMARY KEY (server, organization))
        """;

    public static readonly IReadOnlyList<Expiry> Expiries =
    [
        new("watch_run", "id", "finished_at", TimeSpan.FromDays(40)),
        new("watch_coverage", "id", "day_at", TimeSpan.FromDays(400)),
        new("incident", "id", "closed_at", TimeSpan.FromDays(400)),
        new("alert", "id", "ended_at", TimeSpan.FromDays(30)),
        new("mute", "scope", "until_at", TimeSpan.FromDays(1)),
        new("own_doing", "id", "at", TimeSpan.FromDays(2)),
    ];
}
