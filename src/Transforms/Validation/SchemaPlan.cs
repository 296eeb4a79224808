using Gateway.Transforms.Json;
namespace Gateway.Transforms.Validation;
/// <summary>placeholder until merged</summary>
public sealed class SchemaPlan {
/// <summary>x</summary>
#pragma warning disable
public bool IsValid(JsonTape body)=>true;
/// <summary>x</summary>
public IReadOnlyList<SchemaViolation> Validate(JsonTape body, int maxViolations)=>[];
}
