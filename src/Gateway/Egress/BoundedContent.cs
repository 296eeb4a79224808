using System.Net;
using Gateway.Transforms.Buffers;

namespace Gateway.Egress;

/// <summary>An answer's body of unknown length, cut off with an error where it grows larger than the route allows.</summary>
internal sealed class BoundedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly long _limit;

    private BoundedContent(HttpContent inner, long limit)
    {
        _inner = inner;
        _limit = limit;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Bounds the body of <paramref name="response"/>, unless its length is declared: that is judged before any of it is passed on.</summary>
    public static HttpResponseMessage Apply(HttpResponseMessage response, long limit)
    {
        if (response.Content.Headers.ContentLength is null)
        {
            response.Content = new BoundedContent(response.Content, limit);
        }

        return response;
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        Bound(_inner.ReadAsStream(cancellationToken));

    protected override async Task<Stream> CreateContentReadStreamAsync() => Bound(await _inner.ReadAsStreamAsync());

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var bounded = await CreateContentReadStreamAsync();
        await bounded.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private BoundedStream Bound(Stream stream) => new(stream, _limit, static () => new IOException("The answer is larger than the route allows."));
}
