using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The sets that ECMA-262 has names for.</summary>
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
    private static readonly FrozenDictionary<string, Lazy<CodePointSet>> General = OfGeneralCategories();

    private static readonly FrozenDictionary<string, Lazy<CodePointSet>> Binary = new Dictionary<string, Lazy<CodePointSet>>(StringComparer.Ordinal)
    {
        ["Any"] = new(static () => new CodePointSet().Add(0, LastCodePoint)),
        ["ASCII"] = new(static () => new CodePointSet().Add(0, 0x7F)),
        ["Assigned"] = new(static () => OfCategories(static category => category != "Cn")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CodePointSet Digits() => new CodePointSet().Add('0', '9');

    public static CodePointSet WordCharacters() => Digits().Add('A', 'Z').Add('a', 'z').Add('_');

    /// <summary>WhiteSpace and LineTerminator of ECMA-262 sections 12.2 and 12.3.</summary>
    public static CodePointSet Spaces() => LineTerminators().Add('\t').Add('\v').Add('\f').Add(' ').Add(0xA0).Add(0xFEFF)
        .Add(0x1680).Add(0x2000, 0x200A).Add(0x202F).Add(0x205F).Add(0x3000);

    public static CodePointSet LineTerminators() => new CodePointSet().Add('\n').Add('\r').Add(0x2028, 0x2029);

    /// <summary>Whether <c>\p{name}</c> stands for a set that is known.</summary>
    public static bool IsProperty(string name) => Find(name) is not null;

    /// <summary>The set that <c>\p{name}</c> stands for, or null when the name is not that of a general category. It is shared, and not to be added to.</summary>
    public static CodePointSet? Property(string name) => Find(name)?.Value;

    private static Lazy<CodePointSet>? Find(string name)
    {
        if (Binary.TryGetValue(name, out var set))
        {
            return set;
        }

        var value = name;
        foreach (var prefix in (ReadOnlySpan<string>)["General_Category=", "gc="])
        {
            value = value.StartsWith(prefix, StringComparison.Ordinal) ? value[prefix.Length..] : value;
        }

        return General.GetValueOrDefault(LongNames.GetValueOrDefault(value, value));
    }

    private static FrozenDictionary<string, Lazy<CodePointSet>> OfGeneralCategories()
    {
        // A category, or the letter that several begin with.
        var sets = Categories.Concat(Categories.Select(static category => category[..1])).Distinct(StringComparer.Ordinal).ToDictionary(
            static value => value,
            static value => new Lazy<CodePointSet>(() => OfCategories(category => category.StartsWith(value, StringComparison.Ordinal))),
            StringComparer.Ordinal);
        sets.Add("LC", new Lazy<CodePointSet>(static () => OfCategories(static category => category is "Lu" or "Ll" or "Lt")));
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
}
