using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace XoperoBot.Benchmarks.References;

/// <summary>What our own figures are held against, in processes of their own.</summary>
internal static class KestrelReferences
{
    /// <summary>Kestrel and nothing else: reads the body, answers 200.</summary>
    public static async Task BareAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(Address(port));
        await using var app = builder.Build();
        app.Run(async http =>
        {
            while (true)
            {
                var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            http.Response.ContentLength = 0;
        });
        await app.RunAsync();
    }

    /// <summary>The application that a template makes, with one route.</summary>
    public static async Task EmptyAsync(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(Address(port));
        await using var app = builder.Build();
        app.MapGet("/", () => Results.Ok());
        await app.RunAsync();
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
