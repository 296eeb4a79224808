using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Egress.Tls;

/// <summary>A certificate revocation list (RFC 5280, 5): complete and direct ones only. The framework reads none from files.</summary>
internal sealed class RevocationList
{
    private const string PemLabel = "X509 CRL";

    private readonly ReadOnlyMemory<byte> _signed;
    private readonly byte[] _signature;
    private readonly SignatureAlgorithm _algorithm;
    private readonly byte[] _issuer;
    private readonly FrozenSet<string> _serials;

    /// <summary>The key that was last seen to have signed the list: hashing a long one for every connection would be noticed.</summary>
    private volatile byte[]? _provenBy;

    private RevocationList(AsnReader list)
    {
        // CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }
        _signed = list.PeekEncodedValue();
        var body = list.ReadSequence();
        var identifier = list.ReadEncodedValue();
        _signature = list.ReadBitString(out _);
        list.ThrowIfNotEmpty();
        _algorithm = SignatureAlgorithm.Read(identifier) ?? throw new InvalidDataException("holds a revocation list whose signature is of a kind that can be forged, or that is not known");

        if (!body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            body.ReadInteger();
        }

        if (!body.ReadEncodedValue().Span.SequenceEqual(identifier.Span))
        {
            throw new AsnContentException();
        }

        _issuer = body.ReadEncodedValue().ToArray();
        IssuerName = new X500DistinguishedName(_issuer).Name;
        ThisUpdate = ReadTime(body);
        NextUpdate = IsTime(body) ? ReadTime(body) : throw new InvalidDataException("holds a revocation list that does not say when the next one is due");
        _serials = ReadSerials(body);
        JudgeExtensions(body);
    }

    /// <summary>The authority that it is of.</summary>
    public string IssuerName { get; }

    public DateTimeOffset ThisUpdate { get; }

    /// <summary>When the next one is due: from then on this one proves nothing good.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>Reads a file: one list in DER, or lists in PEM.</summary>
    /// <returns>Null, or what is wrong with the file, as the rest of a sentence.</returns>
    public static string? TryReadAll(byte[] bytes, out List<RevocationList> lists)
    {
        lists = [];
        try
        {
            foreach (var der in Split(bytes))
            {
                var whole = new AsnReader(der, AsnEncodingRules.DER);
                lists.Add(new RevocationList(whole.ReadSequence()));
                whole.ThrowIfNotEmpty();
            }
        }
        catch (InvalidDataException unusable)
        {
            return unusable.Message;
        }
        catch (Exception failure) when (failure is AsnContentException or CryptographicException or FormatException)
        {
            return "holds a revocation list that cannot be read";
        }

        return lists.Count == 0 ? "holds no revocation list; PEM (-----BEGIN X509 CRL-----) or DER is expected" : null;
    }

    /// <summary>What <paramref name="lists"/> say of a certificate that <paramref name="issuer"/> has signed.</summary>
    public static RevocationState Judge(IReadOnlyList<RevocationList> lists, X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now)
    {
        var state = RevocationState.Unknown;
        var serial = Convert.ToHexString(certificate.SerialNumberBytes.Span);
        foreach (var list in lists)
        {
            if (!list.IsOf(issuer))
            {
                continue;
            }

            // What was revoked stays revoked, however old the list is.
            if (list._serials.Contains(serial))
            {
                return RevocationState.Revoked;
            }

            if (list.IsCurrent(now))
            {
                state = RevocationState.Good;
            }
        }

        return state;
    }

    public bool IsCurrent(DateTimeOffset now) => ThisUpdate <= now && now < NextUpdate;

    private bool IsOf(X509Certificate2 issuer)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(_issuer)
            || issuer.Extensions.OfType<X509KeyUsageExtension>().Any(static usage => !usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign)))
        {
            return false;
        }

        var key = issuer.PublicKey.ExportSubjectPublicKeyInfo();
        if (_provenBy is { } proven && key.AsSpan().SequenceEqual(proven))
        {
            return true;
        }

        if (!_algorithm.Verify(issuer, _signed.Span, _signature))
        {
            return false;
        }

        _provenBy = key;
        return true;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(byte[] bytes)
    {
        const byte Sequence = 0x30;
        if (bytes is [Sequence, ..])
        {
            yield return bytes;
            yield break;
        }

        var rest = Encoding.UTF8.GetString(bytes).AsMemory();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            if (rest.Span[fields.Label].SequenceEqual(PemLabel))
            {
                yield return Convert.FromBase64String(rest[fields.Base64Data].ToString());
            }

            rest = rest[fields.Location.End..];
        }
    }

    private static FrozenSet<string> ReadSerials(AsnReader body)
    {
        var serials = new List<string>();
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            // revokedCertificates SEQUENCE OF SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }
            for (var entries = body.ReadSequence(); entries.HasData;)
            {
                serials.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
            }
        }

        return serials.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>A critical extension changes what a list says: it is of some certificates only, of other issuers', or of what changed since another list.</summary>
    private static void JudgeExtensions(AsnReader body)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (body.HasData)
        {
            for (var extensions = body.ReadSequence(tag).ReadSequence(); extensions.HasData;)
            {
                var extension = extensions.ReadSequence();
                extension.ReadObjectIdentifier();
                if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
                {
                    throw new InvalidDataException("holds a revocation list with a critical extension (partial, indirect or delta): a complete list is needed");
                }
            }
        }

        body.ThrowIfNotEmpty();
    }

    private static bool IsTime(AsnReader body) =>
        body.HasData && (body.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || body.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime));

    private static DateTimeOffset ReadTime(AsnReader body) =>
        body.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? body.ReadUtcTime() : body.ReadGeneralizedTime();
}
