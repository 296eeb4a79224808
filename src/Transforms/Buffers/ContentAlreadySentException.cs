namespace Gateway.Transforms.Buffers;

/// <summary>Someone tried to send the bytes of one attempt a second time, as the framework does over HTTP/2 after REFUSED_STREAM (RFC 9113 section 8.7).</summary>
public sealed class ContentAlreadySentException : InvalidOperationException
{
    internal ContentAlreadySentException()
        : base("The bytes of one attempt are sent once.")
    {
    }
}
