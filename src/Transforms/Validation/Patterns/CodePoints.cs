using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The sets that ECMA-262 has names for. Each is made once for all patterns, and not to be added to.</summary>
internal static class CodePoints
{
    private const int LastCodePoint = 0x10FFFF;

    /// <summary>The short names of general categories, in the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
        "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>Long names (ECMA-262 table 70, PropertyValueAliases.txt) to short ones.</summary>
    private static readonly FrozenDictionary<string, string> LongNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Letter"] = "L",
        ["Cased_Letter"] = "LC",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Combining_Mark"] = "M",
        ["Nonspacing_Mark"] = "Mn",
        ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
        ["Line_Separator"] = "Zl",
        ["Paragraph_Separator"] = "Zp",
        ["Other"] = "C",
        ["Control"] = "Cc",
        ["cntrl"] = "Cc",
        ["Format"] = "Cf",
        ["Surrogate"] = "Cs",
        ["Private_Use"] = "Co",
        ["Unassigned"] = "Cn",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Connector_Punctuation"] = "Pc",
        ["Dash_Punctuation"] = "Pd",
        ["Open_Punctuation"] = "Ps",
        ["Close_Punctuation"] = "Pe",
        ["Initial_Punctuation"] = "Pi",
        ["Final_Punctuation"] = "Pf",
        ["Other_Punctuation"] = "Po",
        ["Symbol"] = "S",
        ["Math_Symbol"] = "Sm",
        ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk",
        ["Other_Symbol"] = "So",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The sets of the general categories by their short names. Each is gathered once, because that means to ask for every code point there is.</summary>
    private static readonly FrozenDictionary<string, NamedSet> General = OfGeneralCategories();

    private static readonly FrozenDictionary<string, NamedSet> Binary = new Dictionary<string, NamedSet>(StringComparer.Ordinal)
    {
        ["Any"] = new(static () => new CodePointSet().Add(0, LastCodePoint)),
        ["ASCII"] = new(static () => new CodePointSet().Add(0, 0x7F)),
        ["Assigned"] = new(static () => OfCategories(static category => category != "Cn")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CodePointSet Digits { get; } = new CodePointSet().Add('0', '9');

    public static CodePointSet NoDigits { get; } = Digits.Complement();

    public static CodePointSet WordCharacters { get; } = new CodePointSet().Add(Digits).Add('A', 'Z').Add('a', 'z').Add('_');

    public static CodePointSet NoWordCharacters { get; } = WordCharacters.Complement();

    public static CodePointSet LineTerminators { get; } = new CodePointSet().Add('\n').Add('\r').Add(0x2028, 0x2029);

    public static CodePointSet NoLineTerminators { get; } = LineTerminators.Complement();

    /// <summary>WhiteSpace and LineTerminator of ECMA-262 sections 12.2 and 12.3.</summary>
    public static CodePointSet Spaces { get; } = new CodePointSet().Add(LineTerminators).Add('\t').Add('\v').Add('\f').Add(' ').Add(0xA0).Add(0xFEFF)
        .Add(0x1680).Add(0x2000, 0x200A).Add(0x202F).Add(0x205F).Add(0x3000);

    public static CodePointSet NoSpaces { get; } = Spaces.Complement();

    /// <summary>Whether <c>\p{name}</c> stands for a set that is known.</summary>
    public static bool IsProperty(string name) => Find(name) is not null;

    /// <summary>The set that <c>\p{name}</c> stands for, or <c>\P{name}</c>; null when the name is not that of a general category.</summary>
    public static CodePointSet? Property(string name, bool isNegated) => isNegated ? Find(name)?.Complement : Find(name)?.Set;

    private static NamedSet? Find(string name)
    {
        if (Binary.TryGetValue(name, out var set))
        {
            return set;
        }

        var prefix = name.IndexOf('=', StringComparison.Ordinal) + 1;
        if (name[..prefix] is not ("" or "gc=" or "General_Category="))
        {
            return null;
        }

        var value = name[prefix..];
        return General.GetValueOrDefault(LongNames.GetValueOrDefault(value, value));
    }

    private static FrozenDictionary<string, NamedSet> OfGeneralCategories()
    {
        // A category, or the letter that several begin with.
        var sets = Categories.Concat(Categories.Select(static category => category[..1])).Distinct(StringComparer.Ordinal).ToDictionary(
            static value => value,
            static value => new NamedSet(() => OfCategories(category => category.StartsWith(value, StringComparison.Ordinal))),
            StringComparer.Ordinal);
        sets.Add("LC", new NamedSet(static () => OfCategories(static category => category is "Lu" or "Ll" or "Lt")));
        return sets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static CodePointSet OfCategories(Func<string, bool> isWanted)
    {
        var wanted = Array.ConvertAll(Categories, category => isWanted(category));
        var set = new CodePointSet();
        var start = -1;
        for (var codePoint = 0; codePoint <= LastCodePoint; codePoint++)
        {
            var isIn = wanted[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (isIn && start < 0)
            {
                start = codePoint;
            }
            else if (!isIn && start >= 0)
            {
                set.Add(start, codePoint - 1);
                start = -1;
            }
        }

        return start >= 0 ? set.Add(start, LastCodePoint) : set;
    }

    /// <summary>A set and what is not in it, each gathered when it is first asked for.</summary>
    private sealed class NamedSet
    {
        private readonly Lazy<CodePointSet> _set;
        private readonly Lazy<CodePointSet> _complement;

        public NamedSet(Func<CodePointSet> gather)
        {
            _set = new Lazy<CodePointSet>(gather);
            _complement = new Lazy<CodePointSet>(() => Set.Complement());
        }

        public CodePointSet Set => _set.Value;

        public CodePointSet Complement => _complement.Value;
    }
}
