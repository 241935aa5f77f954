namespace XoperoBot.Simulator.State;

/// <summary>What a repository list was asked for.</summary>
internal sealed record RepositoryView(string OrderBy, bool Descending, bool? IsRemoved, bool? IsProtected, bool? IsPublic);

/// <summary>Numbers of an organization as <c>git/organizations/getmany</c> gives them.</summary>
internal sealed record OrganizationCounters(int Protected, int Total, int Missing, int Removed, int Visible, int Unlicensed);
