namespace XoperoBot.Xopero;

/// <summary>Why a Management Service gave no usable answer.</summary>
public enum XoperoFault
{
    /// <summary>No connection: name, network, refused.</summary>
    Unreachable,

    /// <summary>The certificate is neither trusted nor the pinned one.</summary>
    Certificate,

    /// <summary>No answer in time. For a write this is an unclear end.</summary>
    Timeout,

    /// <summary>The account was refused at login, or a second factor was asked for.</summary>
    LoginRefused,

    /// <summary>The account lacks a role for this call.</summary>
    Forbidden,

    /// <summary>Not found, where the service says so.</summary>
    NotFound,

    /// <summary>Too many requests.</summary>
    Throttled,

    /// <summary>The service answered with a server error (5xx). For a write this is an unclear end.</summary>
    ServiceError,

    /// <summary>The service refused the request (another 4xx).</summary>
    Rejected,

    /// <summary>The answer could not be read. For a write this is an unclear end.</summary>
    BadAnswer,
}

/// <summary>The only error that the client throws. <see cref="Exception.Message"/> is one plain sentence that a user may see: it holds
/// no secret, no address and no body.</summary>
public sealed class XoperoException : Exception
{
    public XoperoException()
    {
    }

    public XoperoException(string message)
        : base(message)
    {
    }

    public XoperoException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public XoperoException(XoperoFault fault, string server, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        Server = server;
    }

    public XoperoFault Fault { get; }

    /// <summary>Name of the server, as configured.</summary>
    public string Server { get; } = "";

    /// <summary>HTTP status, when there was one.</summary>
    public int? Status { get; init; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The call itself never left: no connection, or the login before it failed.</summary>
    public bool NothingSent { get; init; }

    /// <summary>A write that ended like this may or may not have happened.</summary>
    public bool IsUnclear => !NothingSent && Fault is XoperoFault.Timeout or XoperoFault.ServiceError or XoperoFault.BadAnswer;
}
