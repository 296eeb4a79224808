using System.Text;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// Regular expressions of ECMA-262. Only the syntax counts: one that needs backtracking is an expression all the same. This is the only
/// format that allocates. A text longer than a pattern may be is none.
/// </summary>
internal static class RegexFormat
{
    public static bool IsRegex(ReadOnlySpan<byte> text) =>
        text.Length <= TextPattern.MaxPattern && PatternTranslator.IsSyntaxValid(Encoding.UTF8.GetString(text));
}
