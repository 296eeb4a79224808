using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The code points as far as a pattern tells them apart: those that are of the same sets are one letter.</summary>
internal sealed class PatternAlphabet
{
    private const int BitsPerWord = 64;
    private const int AsciiCount = 128;

    private readonly ushort[] _ascii = new ushort[AsciiCount];

    /// <summary>Where the letter changes, in order, and to which.</summary>
    private readonly int[] _starts;
    private readonly ushort[] _letters;

    /// <summary>For each letter, a bit for each set.</summary>
    private readonly ulong[] _sets;
    private readonly int _wordsPerLetter;

    private PatternAlphabet(int[] starts, ushort[] letters, ulong[] sets, int wordsPerLetter)
    {
        _starts = starts;
        _letters = letters;
        _sets = sets;
        _wordsPerLetter = wordsPerLetter;
        Count = sets.Length / wordsPerLetter;
        for (var ascii = 0; ascii < AsciiCount; ascii++)
        {
            _ascii[ascii] = Find(ascii);
        }
    }

    /// <summary>How many letters there are.</summary>
    public int Count { get; }

    /// <summary>Bytes that it takes.</summary>
    public int Size => (_starts.Length * sizeof(int)) + ((_letters.Length + AsciiCount) * sizeof(ushort)) + (_sets.Length * sizeof(ulong));

    public static PatternAlphabet Of(IReadOnlyList<IReadOnlyList<(int First, int Last)>> sets)
    {
        // Each set enters and leaves at the ends of its ranges; between two such places nothing changes.
        var changes = new List<(int CodePoint, int Set)> { (0, -1) };
        for (var set = 0; set < sets.Count; set++)
        {
            foreach (var (first, last) in sets[set])
            {
                changes.Add((first, set));
                changes.Add((last + 1, set));
            }
        }

        changes.Sort();
        var words = (sets.Count / BitsPerWord) + 1;
        var current = new ulong[words];
        var known = new Dictionary<string, ushort>(StringComparer.Ordinal);
        var (starts, letters, rows) = (new List<int>(), new List<ushort>(), new List<ulong>());
        for (var i = 0; i < changes.Count; i++)
        {
            var (codePoint, set) = changes[i];
            if (set >= 0)
            {
                current[set / BitsPerWord] ^= 1UL << (set % BitsPerWord);
            }

            if (i + 1 < changes.Count && changes[i + 1].CodePoint == codePoint)
            {
                continue;
            }

            var key = new string(MemoryMarshal.Cast<ulong, char>(current));
            if (!known.TryGetValue(key, out var letter))
            {
                // A pattern of ten thousand characters, and all categories that there are, make fewer than a ushort holds.
                letter = (ushort)known.Count;
                known.Add(key, letter);
                rows.AddRange(current);
            }

            starts.Add(codePoint);
            letters.Add(letter);
        }

        return new PatternAlphabet([.. starts], [.. letters], [.. rows], words);
    }

    /// <summary>Takes the next letter off a text that is not at its end.</summary>
    public int Take(ref ReadOnlySpan<byte> utf8)
    {
        if (utf8[0] < AsciiCount)
        {
            var letter = _ascii[utf8[0]];
            utf8 = utf8[1..];
            return letter;
        }

        Rune.DecodeFromUtf8(utf8, out var rune, out var length);
        utf8 = utf8[length..];
        return Find(rune.Value);
    }

    public bool Contains(int set, int letter) =>
        (_sets[(letter * _wordsPerLetter) + (set / BitsPerWord)] & (1UL << (set % BitsPerWord))) != 0;

    private ushort Find(int codePoint)
    {
        var index = Array.BinarySearch(_starts, codePoint);
        return _letters[index >= 0 ? index : ~index - 1];
    }
}
