namespace XoperoBot.Tests.Conformance;

/// <summary>The gallery, made once for everybody who judges it; where <c>XOPEROBOT_GALLERY</c> names a folder, it stays there to be looked through.</summary>
public sealed class GalleryFolder : IAsyncLifetime
{
    private static readonly string? Kept = Environment.GetEnvironmentVariable("XOPEROBOT_GALLERY");

    public string Path { get; } = Kept is null ? Directory.CreateTempSubdirectory("gallery-").FullName : Directory.CreateDirectory(Kept).FullName;

    public Task InitializeAsync() => Gallery.WriteAsync(Path);

    public Task DisposeAsync()
    {
        if (Kept is null)
        {
            Directory.Delete(Path, recursive: true);
        }

        return Task.CompletedTask;
    }
}

[CollectionDefinition(Name)]
public sealed class SharedGallery : ICollectionFixture<GalleryFolder>
{
    public const string Name = "gallery";
}
