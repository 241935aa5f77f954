using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground;

/// <summary>A form that this page sent: checked for where it comes from, then read.</summary>
internal sealed partial class Submission
{
    public const int LargestBody = 256 * 1024;
    private const string Cookie = "xoperobot-playground";

    private readonly IFormCollection _form;

    private Submission(IFormCollection form, Seat seat, string deliveryId)
    {
        _form = form;
        Seat = seat;
        DeliveryId = deliveryId;
    }

    public Seat Seat { get; }

    public string DeliveryId { get; }

    public IEnumerable<string> Keys => _form.Keys;

    public Actor Actor => Seat.Player.ToActor(TimeZoneInfo.TryFindSystemTimeZoneById(this["zone"], out _) ? this["zone"] : null);

    public string this[string name] => _form[name].ToString();

    public IReadOnlyList<string> All(string name) => [.. _form[name].Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!)];

    /// <summary>The token for this browser's forms. It is derived from a cookie that no script and no other site can read.</summary>
    public static string TokenFor(HttpContext context)
    {
        var secret = context.Request.Cookies[Cookie];
        if (secret is null || !SecretPattern().IsMatch(secret))
        {
            secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
            context.Response.Cookies.Append(
                Cookie,
                secret,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = context.Request.IsHttps, IsEssential = true });
        }

        return Derive(secret);
    }

    /// <summary>The submission, or the status code that refuses it.</summary>
    public static async Task<(Submission? Submission, int Refusal)> ReadAsync(HttpContext context, Cast cast)
    {
        if (!IsSameOrigin(context.Request))
        {
            return (null, StatusCodes.Status403Forbidden);
        }

        if (context.Request.ContentLength > LargestBody)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }

        if (!context.Request.HasFormContentType)
        {
            return (null, StatusCodes.Status415UnsupportedMediaType);
        }

        var (form, refusal) = await ReadFormAsync(context.Request);
        if (form is null)
        {
            return (null, refusal);
        }

        if (!IsTokenOf(context, form["token"].ToString()))
        {
            return (null, StatusCodes.Status403Forbidden);
        }

        var person = form["as"].ToString();
        var place = form["in"].ToString();
        if (person.Length == 0 || place.Length == 0 || cast.Seat(person, place) is not { } seat)
        {
            return (null, StatusCodes.Status404NotFound);
        }

        var delivery = form["delivery"].ToString();
        return DeliveryPattern().IsMatch(delivery)
            ? (new Submission(form, seat, $"{Cast.Channel}:{delivery}"), 0)
            : (null, StatusCodes.Status400BadRequest);
    }

    /// <summary>Browsers say where a request comes from; one that says nothing at all is no browser and carries nobody's cookies.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not "same-origin")
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? site.Length > 0
            : string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(IFormCollection? Form, int Refusal)> ReadFormAsync(HttpRequest request)
    {
        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted), 0);
        }
        catch (BadHttpRequestException tooLarge)
        {
            return (null, tooLarge.StatusCode);
        }
        catch (InvalidDataException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }
    }

    private static bool IsTokenOf(HttpContext context, string token) =>
        context.Request.Cookies[Cookie] is { } secret
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Derive(secret)), Encoding.UTF8.GetBytes(token));

    private static string Derive(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("playground form " + secret)));

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex SecretPattern();

    [GeneratedRegex("^[A-Za-z0-9-]{16,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex DeliveryPattern();
}
