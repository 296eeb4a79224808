using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Formats;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>format</c> (Validation 2020-12 section 7) where the route asserts formats.</summary>
/// <param name="check">What the format asks.</param>
/// <param name="bytesPerUnit">The bytes that are read in about the time that visiting a subschema takes.</param>
internal sealed class FormatKeyword(FormatCheck check, int bytesPerUnit) : Keyword(KindSet.String)
{
    /// <summary>Reading a regular expression takes longer than reading any other text.</summary>
    private const int RegexBytesPerUnit = 8;

    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("format", JsonKind.String, "a string", out var value) || !scope.AssertsFormats)
        {
            return;
        }

        if (FormatTable.Checks.TryGetValue(value.Text, out var check))
        {
            scope.Add(new FormatKeyword(check, value.Text == "regex" ? RegexBytesPerUnit : Evaluation.BytesPerUnit));
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
        return (evaluation.TrySpend(text.Length / bytesPerUnit) && check(text)) || evaluation.Refuse("/format");
    }
}
