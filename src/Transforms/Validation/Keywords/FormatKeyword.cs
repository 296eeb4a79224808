using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Formats;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>format</c> (Validation 2020-12 section 7) where the route asserts formats.</summary>
/// <param name="check">What the format asks.</param>
/// <param name="bytesPerUnit">The bytes that are read for the work of visiting a subschema.</param>
/// <param name="unitsToBegin">The work of reading a text that is empty.</param>
internal sealed class FormatKeyword(FormatCheck check, int bytesPerUnit, int unitsToBegin) : Keyword(KindSet.String)
{
    /// <summary>A character of a regular expression takes as long as what a pattern does for as much work.</summary>
    private const int RegexBytesPerUnit = 8;

    /// <summary>Reading one begins with gathering what it takes, and a body may hold as many as it has values.</summary>
    private const int RegexUnitsToBegin = 8;

    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("format", JsonKind.String, "a string", out var value) || !scope.AssertsFormats)
        {
            return;
        }

        if (FormatTable.Checks.TryGetValue(value.Text, out var check))
        {
            scope.Add(value.Text == "regex"
                ? new FormatKeyword(check, RegexBytesPerUnit, RegexUnitsToBegin)
                : new FormatKeyword(check, Evaluation.BytesPerUnit, unitsToBegin: 0));
        }
        else
        {
            var known = string.Join(", ", FormatTable.Checks.Keys.Order(StringComparer.Ordinal));
            value.Refuse($"The format '{value.Text}' cannot be asserted; the formats that can are {known}. Use one of them, a pattern, or Formats: annotate.");
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var text = evaluation.Body.Text(instance);
        return (evaluation.TrySpend(unitsToBegin + (text.Length / bytesPerUnit)) && check(text)) || evaluation.Refuse("/format");
    }
}
