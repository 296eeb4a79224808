using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>propertyNames</c> (Core 2020-12 section 10.3.2.4): every member's name, as a string, satisfies the subschema.</summary>
internal sealed class PropertyNamesKeyword(Subschema names) : Keyword(KindSet.Object)
{
    public static void Compile(SchemaScope scope) =>
        scope.Add(new PropertyNamesKeyword(scope.Descend(scope.Members["propertyNames"])));

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var valid = true;
        var body = evaluation.Body;
        var end = body.Next(instance);
        for (var name = instance + 1; name < end; name = body.Next(name + 1))
        {
            if (!evaluation.ApplyToMember(names, name, null))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }
        }

        return valid;
    }
}
