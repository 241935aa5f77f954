using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Features.Repositories;

/// <summary>Bounds of the answers about repositories.</summary>
public sealed class RepositoriesOptions
{
    public const string Section = "Repositories";

    /// <summary>Longest time for reading through an organization.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pages beyond this one of a filtered list are read from the file.</summary>
    [Range(1, 10_000)]
    public int MostPages { get; set; } = 1000;
}
