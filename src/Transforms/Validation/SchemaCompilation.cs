#pragma warning disable
namespace Gateway.Transforms.Validation;
/// <summary>x</summary>
public sealed record SchemaCompilation(SchemaPlan? Plan, IReadOnlyList<SchemaError> Errors);
