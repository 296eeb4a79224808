using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>The schema <c>false</c> (Core 2020-12 section 4.3.2), which no value satisfies.</summary>
internal sealed class FalseKeyword() : Keyword(KindSet.All)
{
    public override bool Accepts(ref Evaluation evaluation, int instance) => evaluation.Refuse(string.Empty);
}
