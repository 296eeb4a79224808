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
    private const int InitialTokens = 128;

    private readonly ReadOnlyMemory<byte> _json;
    private JsonToken[] _tokens = ArrayRental.Rent<JsonToken>(InitialTokens);
    private byte[]? _texts;
    private int _textsUsed;

    internal JsonTape(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>The number of positions.</summary>
    public int Count { get; private set; }

    /// <summary>The text that was indexed.</summary>
    public ReadOnlyMemory<byte> Json => _json;

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
        return token.IsString
            ? _json.Span.Slice(token.Start - 1, token.Length + 2)
            : _json.Span.Slice(token.Start, token.Length);
    }

    /// <summary>The UTF-8 text of the string or name at <paramref name="index"/>, escapes resolved; of any other value, its bytes.</summary>
    public ReadOnlySpan<byte> Text(int index)
    {
        ref readonly var token = ref _tokens[index];
        return token.IsString && token.Size >= 0
            ? _texts.AsSpan(token.Link, token.Size)
            : _json.Span.Slice(token.Start, token.Length);
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

    internal ref JsonToken TokenAt(int index) => ref _tokens[index];

    internal int Add(JsonKind kind, int start, int length)
    {
        if (Count == _tokens.Length)
        {
            Grow();
        }

        _tokens[Count] = new JsonToken { Kind = kind, Start = start, Length = length, Size = -1 };
        return Count++;
    }

    /// <summary>Room for the text of an escaped string; it never needs more bytes than the escaped form has.</summary>
    internal Span<byte> ReserveText(int length)
    {
        // Sized once for the whole body: the sum of all texts cannot exceed it, so spans handed out earlier stay valid.
        _texts ??= ArrayRental.Rent<byte>(_json.Length);
        return _texts.AsSpan(_textsUsed, length);
    }

    internal void CommitText(int index, int written)
    {
        ref var token = ref _tokens[index];
        token.Link = _textsUsed;
        token.Size = written;
        _textsUsed += written;
    }

    private void Grow()
    {
        var larger = ArrayRental.Rent<JsonToken>(_tokens.Length * 2);
        _tokens.AsSpan(0, Count).CopyTo(larger);
        ArrayRental.Return(_tokens);
        _tokens = larger;
    }
}
