using System.Globalization;

namespace XoperoBot.Xopero.Http;

/// <summary>Turns what happened into the one sentence that a person may see.</summary>
internal sealed class Faults(string server)
{
    public static XoperoFault OfStatus(int status) => status switch
    {
        401 => XoperoFault.LoginRefused,
        403 => XoperoFault.Forbidden,
        404 or 410 => XoperoFault.NotFound,
        408 => XoperoFault.Timeout,
        429 => XoperoFault.Throttled,
        >= 500 => XoperoFault.ServiceError,
        >= 400 => XoperoFault.Rejected,

        // A redirect is not followed: it would carry the token to wherever it points.
        _ => XoperoFault.BadAnswer,
    };

    /// <summary>A wait as people say it, rounded up.</summary>
    public static string Wait(TimeSpan wait) => wait < TimeSpan.FromMinutes(2)
        ? Invariant($"{Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))} s")
        : Invariant($"{(long)Math.Ceiling(wait.TotalMinutes)} min");

    public XoperoException Of(Call call, Answer answer)
    {
        var fault = answer.Fault ?? XoperoFault.BadAnswer;
        return new XoperoException(fault, server, Sentence(call, fault, answer), answer.Cause)
        {
            Status = answer.Status,
            RetryAfter = answer.RetryAfter,
            NothingSent = answer.NothingSent || call == Call.Login,
        };
    }

    /// <summary>The whole time is over.</summary>
    public XoperoException Late(Call call, Exception cause) =>
        Of(call, new Answer { Fault = XoperoFault.Timeout, NothingSent = true, Cause = cause });

    public XoperoException Unreadable(Call call, int? status, Exception? cause) =>
        Of(call, new Answer { Fault = XoperoFault.BadAnswer, Status = status, Cause = cause });

    /// <summary>A 2xx answer that names failures all the same.</summary>
    public XoperoException Refused(string? code, int? status) =>
        new(XoperoFault.Rejected, server, code is null
            ? $"Server {server} refused the request."
            : $"Server {server} refused the request with code {code}.")
        { Status = status };

    public XoperoException Endless(int pages) =>
        new(XoperoFault.BadAnswer, server, Invariant($"Server {server} gave a list that does not end after {pages} pages."));

    public XoperoException NoPassword(Exception? cause) =>
        new(XoperoFault.LoginRefused, server, $"The password file of server {server} cannot be read or is empty.", cause)
        { NothingSent = true };

    /// <param name="answer">The refusal.</param>
    /// <param name="wait">Until the next login.</param>
    /// <param name="noToken">The service agreed, but gave no token.</param>
    public XoperoException LoginRefused(Answer answer, TimeSpan wait, bool noToken) => new(
        XoperoFault.LoginRefused,
        server,
        (noToken
            ? $"Server {server} accepted the bot's login but gave no access token; perhaps the account asks for a second factor. "
            : $"Server {server} refused the bot's login. ") + CheckAccount(wait),
        answer.Cause)
    {
        Status = answer.Status,
        RetryAfter = wait,
        NothingSent = true,
    };

    /// <summary>A token straight from the login that no call accepted.</summary>
    public XoperoException TokenRefused(TimeSpan? wait) => new(
        XoperoFault.LoginRefused,
        server,
        $"Server {server} does not accept the access token that it gave; check the token scheme and the account's roles."
            + (wait is { } known ? $" The bot logs in again in {Wait(known)} at the earliest." : ""))
    {
        Status = 401,
        RetryAfter = wait,
        NothingSent = true,
    };

    /// <summary>No login is tried now.</summary>
    public XoperoException BackingOff(XoperoFault last, TimeSpan wait) => new(
        last,
        server,
        last == XoperoFault.Throttled
            ? $"Server {server} asked to wait before the next login, which the bot tries in {Wait(wait)}."
            : $"Server {server} refused the bot's last login. {CheckAccount(wait)}")
    {
        RetryAfter = wait,
        NothingSent = true,
    };

    private static string CheckAccount(TimeSpan wait) =>
        "Check the configured e-mail and password, and that the account has the role System Administrator and no second factor. "
        + $"The next login is tried in {Wait(wait)}.";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Sentence(Call call, XoperoFault fault, Answer answer)
    {
        var sentence = fault switch
        {
            XoperoFault.Unreachable => $"Server {server} cannot be reached.",
            XoperoFault.Certificate => $"There is no secure connection to server {server}: its certificate is neither trusted nor the "
                + "pinned one, or it does not speak HTTPS.",
            XoperoFault.Timeout => $"Server {server} did not answer in time.",
            XoperoFault.LoginRefused => $"Server {server} does not accept the bot's login.",
            XoperoFault.Forbidden => $"Server {server} does not let the bot's account do this; it lacks a role.",
            XoperoFault.NotFound => $"Server {server} does not know what was asked for.",
            XoperoFault.Throttled => $"Server {server} gets too many requests"
                + (answer.RetryAfter is { } wait ? $" and asks to wait {Wait(wait)}." : "."),
            XoperoFault.ServiceError => Invariant($"Server {server} reports an error of its own (status {answer.Status})."),
            XoperoFault.Rejected => Invariant($"Server {server} refused the request (status {answer.Status})."),
            _ when answer.Status is >= 300 and < 400 =>
                $"Server {server} points to another address instead of answering; its configured address may be wrong.",
            _ when answer.Status is null => $"Server {server} broke the connection before its answer was complete.",
            _ => $"Server {server} gave an answer that cannot be read.",
        };
        var unclear = call.IsWrite && !answer.NothingSent
            && fault is XoperoFault.Timeout or XoperoFault.ServiceError or XoperoFault.BadAnswer;
        return unclear ? sentence + " Whether it did what was asked is not known." : sentence;
    }
}
