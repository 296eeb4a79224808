using System.Buffers;
using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Secrets.OAuth2;

/// <summary>
/// Writes <c>application/x-www-form-urlencoded</c> out of bytes. A space becomes <c>%20</c>, which whoever decodes forms takes for one, as does whoever
/// decodes nothing but percent signs.
/// </summary>
internal static class FormText
{
    private static readonly SearchValues<byte> Bare = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Appends a field, with an ampersand before it unless it is the first.</summary>
    public static void WriteField(PooledBuffer form, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (form.Length > 0)
        {
            form.Write("&"u8);
        }

        form.Write(name);
        form.Write("="u8);
        Write(form, value);
    }

    /// <inheritdoc cref="WriteField(PooledBuffer, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <remarks>For what is not secret.</remarks>
    public static void WriteField(PooledBuffer form, ReadOnlySpan<byte> name, string value) => WriteField(form, name, Encoding.UTF8.GetBytes(value));

    /// <summary>Appends <paramref name="value"/>, encoded.</summary>
    public static void Write(PooledBuffer form, ReadOnlySpan<byte> value)
    {
        foreach (var octet in value)
        {
            if (Bare.Contains(octet))
            {
                form.Write([octet]);
            }
            else
            {
                form.Write("%"u8);
                form.Write([HexDigit(octet >> 4), HexDigit(octet & 0xF)]);
            }
        }
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];
}
