using FsCheck;
using FsCheck.Fluent;

namespace Gateway.Transforms.Tests.Json;

/// <summary>Generates JSON texts in all the spellings that RFC 8259 leaves open: white space, escapes, forms of numbers.</summary>
internal static class JsonGen
{
    private const int MostNesting = 4;

    private static readonly (string Text, string Spelled)[] Characters =
    [
        ("a", "a"), ("a", "\\u0061"), ("b", "b"), ("Z", "Z"), ("0", "0"), (" ", " "), ("{", "{"), ("]", "]"), (",", ","), (":", ":"),
        ("\"", "\\\""), ("\"", "\\u0022"), ("\\", "\\\\"), ("/", "/"), ("/", "\\/"), ("\n", "\\n"), ("\0", "\\u0000"), ("\u001f", "\\u001F"),
        ("\u007f", "\u007f"), ("é", "é"), ("é", "\\u00e9"), ("€", "€"), ("€", "\\u20AC"), ("😀", "😀"), ("😀", "\\ud83d\\ude00"), ("\uffff", "\uffff"),
        ("the quick brown fox jumps over the lazy dog", "the quick brown fox jumps over the lazy dog"),
    ];

    /// <summary>What JSON is made of, whole and in halves.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "\"\\u0061\":1", "\"b\":[1,2]", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\udc00", "\\", "\\u", "0", "-", "1.5e3", "01",
        "true", "fals", "null", " ", "\n", "\0", "\t\"", "é", "\"\\u12", "{}", "[]", "{\"a\":1}", "[0]",
    ];

    /// <summary>Strings as they are meant and as they are spelled, without quotes.</summary>
    private static Gen<(string Text, string Spelled)> Strings { get; } =
        Several(Gen.Elements(Characters), 6).Select(static characters => (
            string.Concat(characters.Select(static c => c.Text)),
            string.Concat(characters.Select(static c => c.Spelled))));

    /// <summary>JSON texts of every kind, with white space around them.</summary>
    public static Gen<string> Texts { get; } = Padded(Value(MostNesting));

    /// <summary>Bytes that are nearly JSON: a text with some of its bytes changed, cut off, or put in.</summary>
    public static Gen<byte[]> DamagedTexts { get; } =
        from text in Texts
        from edits in Several(Gen.Choose(0, 1_000_000), 4)
        from values in Gen.Choose(0, 255).ArrayOf(4)
        select Damage(System.Text.Encoding.UTF8.GetBytes(text), edits, values);

    /// <summary>Pieces of JSON in any order.</summary>
    public static Gen<byte[]> Soups { get; } = Several(Gen.Elements(Pieces), 10).Select(static pieces => System.Text.Encoding.UTF8.GetBytes(string.Concat(pieces)));

    private static Gen<string> Space => Gen.Elements("", "", "", " ", "\n\t", "\r\n ", "\n                                        ");

    private static Gen<string> Scalars => Gen.Frequency(
        (3, Strings.Select(static text => $"\"{text.Spelled}\"")),
        (3, Gen.Elements("0", "-0", "7", "-17", "3.250", "1e400", "1E-9", "-0.0e+5", "123456789012345678901234567890")),
        (1, Gen.Elements("true", "false", "null")));

    private static Gen<string> Value(int nesting) => nesting == 0
        ? Scalars
        : Gen.Frequency((2, Scalars), (2, Arrays(nesting - 1)), (3, Objects(nesting - 1)));

    private static Gen<string> Arrays(int nesting) =>
        from items in Several(Padded(Value(nesting)), 4)
        from space in Space
        select $"[{space}{string.Join(',', items)}]";

    private static Gen<string> Objects(int nesting) =>
        from names in Several(Strings, 5)
        let distinct = names.DistinctBy(static name => name.Text).ToArray()
        from values in Padded(Value(nesting)).ArrayOf(distinct.Length)
        from space in Space
        select $"{{{space}{string.Join(',', distinct.Zip(values, (name, value) => $"{space}\"{name.Spelled}\"{space}:{value}"))}}}";

    private static Gen<string> Padded(Gen<string> text) =>
        from before in Space
        from value in text
        from after in Space
        select before + value + after;

    private static Gen<T[]> Several<T>(Gen<T> items, int most) => Gen.Choose(0, most).SelectMany(count => items.ArrayOf(count));

    private static byte[] Damage(byte[] json, int[] edits, int[] values)
    {
        var damaged = new List<byte>(json);
        for (var i = 0; i < edits.Length && damaged.Count > 0; i++)
        {
            var position = edits[i] % damaged.Count;
            switch (edits[i] % 4)
            {
                case 0:
                    damaged.RemoveRange(position, damaged.Count - position);
                    break;
                case 1:
                    damaged.Insert(position, (byte)values[i]);
                    break;
                case 2:
                    damaged.RemoveAt(position);
                    break;
                default:
                    damaged[position] = (byte)values[i];
                    break;
            }
        }

        return [.. damaged];
    }
}
