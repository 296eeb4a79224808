using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Json;

/// <summary>
/// An index over one JSON text: every name and value in document order, each knowing where it stands and where its subtree ends.
/// It is built once, by <see cref="Guarding.JsonGuard"/>, and walked by every later stage, so that a body is tokenised a single time.
/// </summary>
/// <remarks>
/// Position 0 is the root. The members of an object at <c>i</c> begin at <c>i + 1</c>: a <see cref="JsonKind.Name"/>, then its value, and
/// <see cref="Next"/> of the value is the next name, until <see cref="Next"/> of the object. Not thread-safe; the text must outlive the tape.
/// </remarks>
public sealed class JsonTape : IDisposable
{
    /// <summary>A report has a name or value about every ten bytes; what is denser makes the tape grow.</summary>
    private const int BytesPerToken = 8;

    private const int FewestTokens = 32;

    /// <summary>What is set aside before anything is known of a body but its length.</summary>
    private const int MostTokensAhead = 1 << 17;

    // The array and not the memory it was given as: asking a memory for its span costs more than most of the reads that follow.
    private readonly byte[] _json;
    private readonly int _offset;
    private readonly int _length;
    private JsonToken[] _tokens;
    private byte[]? _texts;
    private int _textsUsed;

    /// <exception cref="ArgumentException">The text does not stand in an array, or is longer than <see cref="JsonToken.LongestText"/>.</exception>
    internal JsonTape(ReadOnlyMemory<byte> json)
    {
        if (!MemoryMarshal.TryGetArray(json, out var segment) || segment.Count > JsonToken.LongestText)
        {
            throw new ArgumentException("A tape is made over an array of at most 256 MiB.", nameof(json));
        }

        _json = segment.Array!;
        _offset = segment.Offset;
        _length = segment.Count;
        _tokens = ArrayRental.Rent<JsonToken>(Math.Clamp(_length / BytesPerToken, FewestTokens, MostTokensAhead));
    }

    /// <summary>The number of positions.</summary>
    public int Count { get; private set; }

    /// <summary>The text that was indexed.</summary>
    public ReadOnlyMemory<byte> Json => new(_json, _offset, _length);

    /// <summary>Room for the tokens; it moves when it grows.</summary>
    internal JsonToken[] Tokens => _tokens;

    /// <summary>What stands at <paramref name="index"/>.</summary>
    public JsonKind KindOf(int index) => _tokens[index].Kind;

    /// <summary>The position after the value at <paramref name="index"/> and all that is in it.</summary>
    public int Next(int index)
    {
        ref readonly var token = ref _tokens[index];
        return token.IsContainer ? token.Link : index + 1;
    }

    /// <summary>The number of members of the object, or elements of the array, at <paramref name="index"/>.</summary>
    public int SizeOf(int index) => _tokens[index].Size;

    /// <summary>Where the value begins in the text; of a string, after its opening quote.</summary>
    public int StartOf(int index) => _tokens[index].Start;

    /// <summary>The value's bytes as they were received: quotes and escapes of a string and brackets of a container included.</summary>
    public ReadOnlySpan<byte> Raw(int index)
    {
        ref readonly var token = ref _tokens[index];
        var quote = token.IsString ? 1 : 0;
        return new ReadOnlySpan<byte>(_json, _offset + token.Start - quote, token.Length + quote + quote);
    }

    /// <summary>The UTF-8 text of the string or name at <paramref name="index"/>, escapes resolved; of any other value, its bytes.</summary>
    public ReadOnlySpan<byte> Text(int index)
    {
        ref readonly var token = ref _tokens[index];
        return token.IsEscaped
            ? new ReadOnlySpan<byte>(_texts, token.Link, token.Size)
            : new ReadOnlySpan<byte>(_json, _offset + token.Start, token.Length);
    }

    /// <summary>Returns the index to its pool, wiped of the texts that it held.</summary>
    public void Dispose()
    {
        ArrayRental.Return(_tokens);
        _tokens = [];
        Count = 0;
        if (_texts is not null)
        {
            CryptographicOperations.ZeroMemory(_texts.AsSpan(0, _textsUsed));
            ArrayRental.Return(_texts);
            _texts = null;
        }
    }

    /// <summary>Doubles the room for tokens, of which the first <paramref name="used"/> stay.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal JsonToken[] Grow(int used)
    {
        var larger = ArrayRental.Rent<JsonToken>(_tokens.Length * 2);
        _tokens.AsSpan(0, used).CopyTo(larger);
        ArrayRental.Return(_tokens);
        return _tokens = larger;
    }

    /// <summary>Resolves the escapes of the string at <paramref name="index"/>, which are well formed.</summary>
    /// <returns>Whether they spell characters: half a surrogate pair is none.</returns>
    internal bool TryResolve(int index)
    {
        ref var token = ref _tokens[index];

        // Sized once for the whole body: no text is longer than its escaped form, so spans handed out earlier stay valid.
        _texts ??= ArrayRental.Rent<byte>(_length);
        var written = JsonEscapes.Resolve(new ReadOnlySpan<byte>(_json, _offset + token.Start, token.Length), _texts.AsSpan(_textsUsed));
        if (written < 0)
        {
            // What was written before the fault is wiped with the rest.
            _textsUsed = _texts.Length;
            return false;
        }

        token.SetText(_textsUsed, written);
        _textsUsed += written;
        return true;
    }

    /// <summary>Ends the building of the tape.</summary>
    internal void Complete(int count) => Count = count;
}
