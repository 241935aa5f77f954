using System.Buffers;
using System.Text;
using System.Text.Json;

namespace XoperoBot.Simulator.Wire;

/// <summary>An answer before it is sent.</summary>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body, string? ContentType = null, TimeSpan? RetryAfter = null)
{
    private const string Json = "application/json; charset=utf-8";
    private const string HtmlType = "text/html; charset=utf-8";
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    /// <summary>Whether it may be damaged by a fault that damages good answers.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    public static Answer Written(Action<Utf8JsonWriter> write, int sizeHint = 1024)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new Answer(200, buffer.WrittenMemory, Json);
    }

    public static Answer Undocumented(UndocumentedAnswer kind) => kind switch
    {
        UndocumentedAnswer.NoContent => new Answer(204, default),
        UndocumentedAnswer.EmptyObject => new Answer(200, "{}"u8.ToArray(), Json),
        _ => new Answer(200, default),
    };

    public static Answer Refusal(int status, ErrorBody body) => body switch
    {
        ErrorBody.ProblemJson => new Answer(status, Encoding.UTF8.GetBytes($$"""{"title":"Refused","status":{{status}}}"""), "application/problem+json"),
        ErrorBody.Html => Html(status),
        _ => new Answer(status, default),
    };

    public static Answer Html(int status) => new(
        status,
        Encoding.UTF8.GetBytes($"<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>{status}</h1><p>This page is not JSON.</p></body></html>"),
        HtmlType);
}
