using System.Text;

namespace Gateway.Transforms.Text;

/// <summary>The template notation of the configuration: text with <c>{placeholders}</c>; <c>{{</c> and <c>}}</c> are literal braces.</summary>
public static class TemplateText
{
    /// <summary>Splits <paramref name="text"/> into its segments.</summary>
    /// <param name="text">The template.</param>
    /// <param name="segments">The segments in order; empty when the template is not well-formed.</param>
    /// <returns>Null, or what is wrong with the template.</returns>
    public static string? TryParse(string text, out IReadOnlyList<TemplateSegment> segments)
    {
        segments = [];
        var found = new List<TemplateSegment>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = text.IndexOf('}', i);
                if (end < 0)
                {
                    return "a '{' is not closed; write '{{' for a brace itself";
                }

                Flush(literal, found);
                found.Add(new TemplateSegment(text[(i + 1)..end], IsPlaceholder: true));
                i = end;
            }
            else if (c == '}')
            {
                return "a '}' closes nothing; write '}}' for a brace itself";
            }
            else
            {
                literal.Append(c);
            }
        }

        Flush(literal, found);
        segments = found;
        return null;
    }

    private static void Flush(StringBuilder literal, List<TemplateSegment> found)
    {
        if (literal.Length > 0)
        {
            found.Add(new TemplateSegment(literal.ToString(), IsPlaceholder: false));
            literal.Clear();
        }
    }
}
