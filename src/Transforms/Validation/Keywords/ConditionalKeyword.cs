using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>if</c>, <c>then</c> and <c>else</c> (Core 2020-12 section 10.2.2).</summary>
internal sealed class ConditionalKeyword(Subschema condition, Subschema? consequent, Subschema? alternative) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        // Each is compiled even where it has no effect alone, since it may hold errors, or be what a $ref leads to. A condition alone has
        // the effect that what it looked at is evaluated.
        var condition = InPlace(scope, "if");
        var consequent = InPlace(scope, "then");
        var alternative = InPlace(scope, "else");
        if (condition is not null)
        {
            scope.Add(new ConditionalKeyword(condition, consequent, alternative));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var branch = evaluation.Test(condition, instance) ? consequent : alternative;
        return branch is null || evaluation.Apply(branch, instance);
    }

    private static Subschema? InPlace(SchemaScope scope, string name) => scope.TryGet(name, out var value) ? scope.InPlace(value) : null;
}
