using System.Globalization;
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
    /// <returns>Whether the length, if one is declared, can be read: there is no telling where the body ends otherwise (RFC 9112 section 6.3).</returns>
    public static bool TryApply(HttpResponseMessage response, long limit)
    {
        // As it came: of several the framework sees the first alone.
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var length))
        {
            return long.TryParse(length.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        }

        response.Content = new BoundedContent(response.Content, limit);
        return true;
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
