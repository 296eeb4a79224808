using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// The parts of one sealed message, such as its IV and its ciphertext, as ranges of one buffer, so that parts which overlap
/// (<c>sealed</c> is IV and ciphertext together) cost nothing. Parts are numbered as <see cref="IMessageCipher.Parts"/> lists them.
/// </summary>
public sealed class SealedParts : IDisposable
{
    private readonly Range[] _ranges;

    /// <summary>Makes room for <paramref name="partCount"/> parts, none of them placed.</summary>
    public SealedParts(int partCount) => _ranges = new Range[partCount];

    /// <summary>The bytes that the parts are ranges of.</summary>
    public PooledBuffer Buffer { get; } = new();

    /// <summary>The bytes of one part.</summary>
    public ReadOnlySpan<byte> this[int part] => Buffer.WrittenSpan[_ranges[part]];

    /// <summary>Says where one part stands.</summary>
    public void Place(int part, Range range) => _ranges[part] = range;

    /// <summary>Appends <paramref name="text"/>, which is ASCII, and places it.</summary>
    public void PlaceText(int part, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = Buffer.Length;
        Buffer.Advance(Encoding.ASCII.GetBytes(text, Buffer.GetSpan(text.Length)));
        Place(part, start..Buffer.Length);
    }

    /// <summary>Whether the part has been placed.</summary>
    public bool Has(int part) => !_ranges[part].Equals(default(Range));

    /// <summary>Wipes everything, for the next message.</summary>
    public void Reset()
    {
        Buffer.Clear();
        Array.Clear(_ranges);
    }

    /// <summary>Wipes the bytes and returns their memory.</summary>
    public void Dispose() => Buffer.Dispose();
}
