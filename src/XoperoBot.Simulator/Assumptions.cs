using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Simulator;

/// <summary>
/// What the vendor's page leaves open, each with the likeliest reading as default, so that a client can be tried against the others.
/// </summary>
public sealed class Assumptions
{
    /// <summary>Scheme of the Authorization header; the page does not name it.</summary>
    [Required]
    public string TokenScheme { get; set; } = "Bearer";

    /// <summary>Status for a call without a valid token.</summary>
    [Range(300, 599)]
    public int UnauthorizedStatus { get; set; } = 401;

    /// <summary>Status for a wrong e-mail or password.</summary>
    [Range(300, 599)]
    public int LoginRefusedStatus { get; set; } = 401;

    /// <summary>Status when the account lacks a role.</summary>
    [Range(300, 599)]
    public int ForbiddenStatus { get; set; } = 403;

    /// <summary>The vendor documents 30 days.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Lifetime after a login with <c>rememberMe: false</c>; the page does not say that it differs.</summary>
    public TimeSpan TokenLifetimeNotRemembered { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Deactivate and remove ask for the roles that activate asks for; the page lost theirs.</summary>
    public bool RolesForDeactivateAndRemove { get; set; } = true;

    /// <summary>Answer of attach, detach, modify and sync; the page shows none.</summary>
    public UndocumentedAnswer UndocumentedAnswer { get; set; }

    /// <summary>What an id that the service does not know leads to.</summary>
    public UnknownId UnknownId { get; set; }

    /// <summary>Body of a refusal.</summary>
    public ErrorBody ErrorBody { get; set; }

    /// <summary>Elements of <c>success</c>: the samples only show it empty.</summary>
    public ItemStyle SuccessItems { get; set; }

    /// <summary>Elements of remove's <c>errors</c>: the sample only shows it empty.</summary>
    public ItemStyle RemoveErrors { get; set; } = ItemStyle.Objects;

    /// <summary>Request members are found without regard to case.</summary>
    public bool CaseInsensitiveKeys { get; set; } = true;

    public bool CaseInsensitivePaths { get; set; } = true;

    /// <summary>A list call without <c>limit</c> or page is refused with 400; otherwise page 1 with 20 rows is meant.</summary>
    public bool PagingRequired { get; set; }

    /// <summary>Most rows of a page; 0 for no bound.</summary>
    [Range(0, 100_000)]
    public int MaxLimit { get; set; }

    /// <summary>A filter that the page does not show is refused with 400; otherwise it is ignored.</summary>
    public bool RefuseUnknownFilters { get; set; }

    /// <summary><c>totalRepositories</c> and <c>missingLicences</c> count repositories that are no longer visible at the host, as in the sample.</summary>
    public bool CountersOverlap { get; set; } = true;

    /// <summary><c>planFinishedTime</c> of a plan that never ran.</summary>
    public NoValue NeverFinished { get; set; }

    /// <summary><c>lastStatus</c> of a plan that never ran; <see cref="NoValue.Zero"/> means three zero counters.</summary>
    public NoValue NeverStatus { get; set; }

    /// <summary>A plan that includes all repositories lists their ids; otherwise an empty list.</summary>
    public bool ListAllRepositoryIds { get; set; }

    /// <summary>A second synchronisation while one runs is refused with 409; otherwise it is accepted and changes nothing.</summary>
    public bool RefuseSecondSync { get; set; }

    /// <summary>A synchronisation lists what is new at the host.</summary>
    public bool SyncListsNewRepositories { get; set; } = true;

    /// <summary>What is new at the host also joins the organization's first plan; the vendor's pages contradict each other.</summary>
    public bool NewRepositoriesJoinPlans { get; set; }

    /// <summary><c>removedata: false</c> takes the repository off the list too.</summary>
    public bool RemoveWithoutDataHides { get; set; } = true;

    /// <summary>A plan definition that lacks a documented member is refused with 400; otherwise what is there is taken.</summary>
    public bool WholePlanRequired { get; set; } = true;

    /// <summary>Ids that are no GUIDs, shaped like those of the vendor's page.</summary>
    public bool OddIds { get; set; }
}

/// <summary>Ways to answer a call for which the page shows no answer.</summary>
public enum UndocumentedAnswer
{
    EmptyOk,
    NoContent,
    EmptyObject,
}

/// <summary>Ways to treat an unknown id.</summary>
public enum UnknownId
{
    NotFound,
    SilentOk,
}

/// <summary>Bodies of a refusal.</summary>
public enum ErrorBody
{
    Empty,
    ProblemJson,
    Html,
}

/// <summary>How a list of ids or errors is written.</summary>
public enum ItemStyle
{
    Strings,
    Objects,
}

/// <summary>How a missing value is written.</summary>
public enum NoValue
{
    Zero,
    Null,
    Absent,
}
