using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>pattern</c> (Validation 2020-12 section 6.3.3). Not anchored unless it says so itself.</summary>
internal sealed class PatternKeyword(TextPattern pattern) : Keyword(KindSet.String)
{
    private const string Location = "/pattern";

    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("pattern", JsonKind.String, "a string", out var value))
        {
            return;
        }

        if (scope.Patterns.TryGet(value.Text, out var pattern, out var problem))
        {
            scope.Add(new PatternKeyword(pattern));
        }
        else
        {
            value.Refuse(problem);
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance) =>
        evaluation.Matches(pattern, evaluation.Body.Text(instance), Location) || evaluation.Refuse(Location);
}
