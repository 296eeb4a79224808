using System.Text;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>Compiles schemas and judges bodies, both written inline.</summary>
internal static class Schemas
{
    public const string Draft7 = "\"$schema\":\"http://json-schema.org/draft-07/schema#\"";

    public static IReadOnlyList<SchemaError> Errors(string schema, FormatMode formats = FormatMode.Assert)
    {
        var compilation = SchemaCompiler.Compile(Encoding.UTF8.GetBytes(schema), new SchemaOptions(formats));
        (compilation.Plan is null).ShouldBe(compilation.Errors.Count > 0);
        return compilation.Errors;
    }

    public static SchemaPlan Plan(string schema, FormatMode formats = FormatMode.Assert)
    {
        var compilation = SchemaCompiler.Compile(Encoding.UTF8.GetBytes(schema), new SchemaOptions(formats));
        compilation.Errors.ShouldBeEmpty();
        return compilation.Plan.ShouldNotBeNull();
    }

    public static JsonTape Body(string json)
    {
        JsonGuard.TryRead(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(MaxDepth: 1000), out var tape).ShouldBe(GuardFault.None);
        return tape.ShouldNotBeNull();
    }

    public static bool IsValid(string schema, string json, FormatMode formats = FormatMode.Assert)
    {
        var plan = Plan(schema, formats);
        using var body = Body(json);
        var valid = plan.IsValid(body);

        // Both passes must agree, or a refusal could be without a reason.
        (plan.Validate(body, 10).Count == 0).ShouldBe(valid);
        return valid;
    }

    public static IReadOnlyList<SchemaViolation> Violations(string schema, string json, int maxViolations = 100)
    {
        using var body = Body(json);
        return Plan(schema).Validate(body, maxViolations);
    }
}
