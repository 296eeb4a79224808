namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>The keywords of a schema whose resource a <c>$dynamicRef</c> may look for: evaluation remembers that it came through there.</summary>
internal sealed class ScopedKeywords(int resource, Keyword[] keywords) : Keyword(KindSet.All)
{
    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (!evaluation.TryEnter())
        {
            return false;
        }

        var entered = evaluation.Scope.Enter(resource);
        var accepted = SchemaNode.AllAccept(keywords, ref evaluation, instance);
        if (entered)
        {
            evaluation.Scope.Leave();
        }

        evaluation.Leave();
        return accepted;
    }
}
