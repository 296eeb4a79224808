using System.Net;
using Gateway.Transforms.Buffers;

namespace Gateway.Secrets.Http;

/// <summary>What a store answered: a status and a body, or why there is no answer. Disposing it wipes the body.</summary>
internal sealed class StoreAnswer : IDisposable
{
    private readonly PooledBuffer? _body;

    /// <param name="status">The status.</param>
    /// <param name="body">The whole body; owned by the answer.</param>
    /// <param name="retryAfter">How long the store wants to be left alone.</param>
    public StoreAnswer(HttpStatusCode status, PooledBuffer body, TimeSpan? retryAfter)
    {
        Status = status;
        RetryAfter = retryAfter;
        _body = body;
    }

    /// <param name="failure">Why there is no answer, in words of ours.</param>
    /// <param name="retryAfter">How long the store wants to be left alone; null if it did not say.</param>
    public StoreAnswer(string failure, TimeSpan? retryAfter = null)
    {
        Failure = failure;
        RetryAfter = retryAfter;
    }

    /// <summary>Why there is no answer, in words of ours; null if there is one.</summary>
    public string? Failure { get; }

    public HttpStatusCode Status { get; }

    /// <summary>How long the store wants to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The body; it may hold secrets.</summary>
    public ReadOnlySpan<byte> Body => _body is null ? [] : _body.WrittenSpan;

    public bool IsSuccess => Failure is null && (int)Status is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices;

    public void Dispose() => _body?.Dispose();
}
