using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XoperoBot.Benchmarks.Load;

/// <summary>Slash commands as Slack sends them, each with a trigger and a signature of its own.</summary>
internal sealed class SlashCommands
{
    public const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    private const int Digits = 12;
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);

    private readonly byte[] _body;
    private readonly byte[] _head;
    private readonly int _number;
    private readonly int _signature;
    private long _last;

    public SlashCommands(string path, string responseUrl)
    {
        var body = "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=ops"
            + "&user_id=U2147483697&user_name=olaf&command=%2Fxopero&text=status&api_app_id=A123456&is_enterprise_install=false"
            + $"&response_url={Uri.EscapeDataString(responseUrl)}&trigger_id=13345224609.738474920.";
        _number = body.Length;
        _body = Encoding.ASCII.GetBytes(body + new string('0', Digits));
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var head = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: application/json,*/*\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nX-Slack-Request-Timestamp: {timestamp}\r\n"
            + $"Content-Length: {_body.Length}\r\nX-Slack-Signature: v0=";
        _signature = head.Length;
        _head = Encoding.ASCII.GetBytes($"{head}{new string('0', 64)}\r\n\r\n");
        Prefix = Encoding.ASCII.GetBytes($"v0:{timestamp}:");
    }

    private byte[] Prefix { get; }

    public int Write(Span<byte> buffer)
    {
        _head.CopyTo(buffer);
        var body = buffer.Slice(_head.Length, _body.Length);
        _body.CopyTo(body);
        Utf8Formatter.TryFormat(Interlocked.Increment(ref _last), body[_number..], out _, new System.Buffers.StandardFormat('D', Digits));

        Span<byte> signed = stackalloc byte[Prefix.Length + _body.Length];
        Prefix.CopyTo(signed);
        body.CopyTo(signed[Prefix.Length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, signed, hash);
        Convert.TryToHexStringLower(hash, buffer.Slice(_signature, 64), out _);
        return _head.Length + _body.Length;
    }
}
