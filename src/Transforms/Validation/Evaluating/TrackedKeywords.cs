namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>The keywords of a schema that ends in <c>unevaluatedProperties</c> or <c>unevaluatedItems</c>: what the others look at is kept account of.</summary>
/// <param name="others">The others.</param>
/// <param name="last">The one that judges what they have not looked at; not asked where they refuse, since then nothing they saw counts.</param>
internal sealed class TrackedKeywords(Keyword[] others, Keyword last) : Keyword(KindSet.All)
{
    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (!evaluation.TryEnter())
        {
            return false;
        }

        var size = evaluation.Body.SizeOf(instance);
        var outer = evaluation.Marks.Begin(instance, size);
        var accepted = evaluation.TrySpend(evaluation.Marks.Size)
            && SchemaNode.AllAccept(others, ref evaluation, instance)
            && last.Accepts(ref evaluation, instance);
        evaluation.Marks.End(outer, accepted);
        evaluation.Leave();
        return accepted;
    }
}
