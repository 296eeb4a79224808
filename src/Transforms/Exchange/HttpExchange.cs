using Gateway.Transforms.Buffers;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Exchange;

/// <summary>
/// The state of one request from its first byte to its log line: what was read, what will leave, and whether it was refused. It travels as
/// a feature of the <see cref="HttpContext"/> and in the options of the outgoing message. Not thread-safe.
/// </summary>
/// <param name="requestId">The identifier that the caller and the log get.</param>
public sealed class HttpExchange(string requestId) : IDisposable
{
    /// <summary>Where the egress handler finds the exchange on the outgoing message.</summary>
    public static readonly HttpRequestOptionsKey<HttpExchange> OptionsKey = new("gateway.exchange");

    private PooledBuffer? _received;
    private PooledBuffer? _projected;
    private Action? _atEnd;
    private SecretLease? _heldKey;

    /// <summary>The identifier that the caller and the log get.</summary>
    public string RequestId => requestId;

    /// <summary>The route's plan, once a route was found.</summary>
    public RoutePlan? Plan { get; set; }

    /// <summary>Why the request was refused; the first reason stays.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>The route's rate limit and what is left of it, once a permit was asked for.</summary>
    public ServiceLimit? ServiceLimit { get; set; }

    /// <summary>The places in <see cref="Outgoing"/> that are filled on every attempt.</summary>
    public IReadOnlyList<InjectionPoint> InjectionPoints { get; set; } = [];

    /// <summary>How many attempts to send the request were begun, whether or not they got as far as a connection.</summary>
    public int Attempts { get; set; }

    /// <summary>The caller's body, where it streams through.</summary>
    public BoundedStream? StreamedBody { get; set; }

    /// <summary>Bytes of the caller's body, where it was read.</summary>
    public int ReceivedBytes
    {
        get => _received?.Length ?? field;
        private set;
    }

    /// <summary>Bytes of the body of the last attempt that a connection took one from; 0 while none did, and for a body that streams through.</summary>
    public long SentBytes { get; set; }

    /// <summary>What is sealed or sent: the projected body, or the body as it came. Empty before the stages have run.</summary>
    public ReadOnlyMemory<byte> Outgoing => (_projected ?? _received)?.WrittenMemory ?? default;

    /// <summary>The key that the answer to the last attempt is sealed with, as far as this side knows; null if none is held.</summary>
    public SecretValue? HeldKey => _heldKey?.Value;

    /// <summary>The exchange of <paramref name="context"/>.</summary>
    /// <exception cref="InvalidOperationException">The pipeline did not start one.</exception>
    public static HttpExchange Of(HttpContext context) =>
        context.Features.Get<HttpExchange>() ?? throw new InvalidOperationException("The request has no exchange.");

    /// <summary>Refuses the request, unless that has happened already.</summary>
    public void Reject(Rejection rejection) => Rejection ??= rejection;

    /// <summary>Has something done when the request has ended.</summary>
    public void AtEnd(Action action) => _atEnd += action;

    /// <summary>Holds the present version of <paramref name="key"/> to the end, whatever becomes current meanwhile: who answers has not heard of it.</summary>
    public void Hold(SecretHandle key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _heldKey?.Dispose();
        _heldKey = key.TryLease(out var lease) ? lease : null;
    }

    /// <summary>Takes over the body as it was read.</summary>
    public void SetReceived(PooledBuffer body) => _received = body;

    /// <summary>Takes over what is left of the body; the body as it came is wiped.</summary>
    public void SetProjected(PooledBuffer body)
    {
        _projected = body;
        ReceivedBytes = _received?.Length ?? 0;
        _received?.Dispose();
        _received = null;
    }

    /// <summary>Wipes and returns all memory, and does what was to be done at the end.</summary>
    public void Dispose()
    {
        _atEnd?.Invoke();
        _atEnd = null;
        _heldKey?.Dispose();
        _heldKey = null;
        _projected?.Dispose();
        _received?.Dispose();
    }
}
