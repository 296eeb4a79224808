using System.Security.Cryptography;
using System.Text;

namespace Gateway.Configuration.Reading;

/// <summary>A short hash over parts of a configuration, by which a later generation knows what has stayed the same.</summary>
internal sealed class Fingerprint : IDisposable
{
    private const int HexDigits = 32;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The fingerprint of one run of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..HexDigits];

    /// <summary>Adds a part; its length counts, so that no two lists of parts look alike.</summary>
    public Fingerprint Add(ReadOnlySpan<byte> part)
    {
        _hash.AppendData(BitConverter.GetBytes(part.Length));
        _hash.AppendData(part);
        return this;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte})"/>
    public Fingerprint Add(string part) => Add(Encoding.UTF8.GetBytes(part));

    /// <summary>The fingerprint of all parts.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset())[..HexDigits];

    public void Dispose() => _hash.Dispose();
}
