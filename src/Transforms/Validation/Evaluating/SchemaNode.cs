using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>
/// One schema or subschema. Its keywords are sorted by the kind of value they concern, so that a value meets only those that can refuse it.
/// </summary>
internal sealed class SchemaNode
{
    private const int KindCount = (int)JsonKind.Null + 1;

    private Keyword[][] _byKind = [];

    /// <summary>Whether the keywords are there: a node exists from its first mention, so that a <c>$ref</c> may point forward.</summary>
    public bool IsComplete => _byKind.Length > 0;

    /// <summary>Sets the keywords, once, while compiling.</summary>
    public void Complete(List<Keyword> keywords)
    {
        var byKind = new Keyword[KindCount][];
        for (var kind = 0; kind < KindCount; kind++)
        {
            byKind[kind] = [.. keywords.Where(keyword => keyword.AppliesTo.HasFlag((KindSet)(1 << kind)))];
        }

        _byKind = byKind;
    }

    /// <summary>Judges the value at <paramref name="instance"/>.</summary>
    public bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (!evaluation.TryEnter())
        {
            return false;
        }

        var valid = true;
        foreach (var keyword in _byKind[(int)evaluation.Body.KindOf(instance)])
        {
            if (!keyword.Accepts(ref evaluation, instance))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    break;
                }
            }
        }

        evaluation.Leave();
        return valid;
    }
}
