using System.Runtime.CompilerServices;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Keywords;

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
            Keyword[] concerned = [.. keywords.Where(keyword => keyword.AppliesTo.HasFlag((KindSet)(1 << kind)))];
            byKind[kind] = concerned is [.. var others, UnevaluatedKeyword last] ? [new TrackedKeywords(others, last)] : concerned;
        }

        _byKind = byKind;
    }

    /// <summary>Has evaluation remember, once, while compiling, that it came through the resource of this schema.</summary>
    public void EnterScope(int resource)
    {
        for (var kind = 0; kind < _byKind.Length; kind++)
        {
            if (_byKind[kind].Length > 0)
            {
                _byKind[kind] = [new ScopedKeywords(resource, _byKind[kind])];
            }
        }
    }

    /// <summary>Judges the value at <paramref name="instance"/>.</summary>
    public bool Accepts(ref Evaluation evaluation, int instance)
    {
        // A value of the only thing that is asked of it, its type, is done.
        var keywords = _byKind[(int)evaluation.Body.KindOf(instance)];
        if (keywords.Length == 0)
        {
            return evaluation.TrySpend(1);
        }

        if (!evaluation.TryEnter())
        {
            return false;
        }

        var valid = AllAccept(keywords, ref evaluation, instance);
        evaluation.Leave();
        return valid;
    }

    /// <summary>Asks keywords in turn, until one refuses and no more violations are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllAccept(Keyword[] keywords, ref Evaluation evaluation, int instance)
    {
        var valid = true;
        foreach (var keyword in keywords)
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

        return valid;
    }
}
