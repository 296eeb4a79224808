#pragma warning disable
namespace Gateway.Transforms.Validation;
/// <summary>x</summary>
public sealed record SchemaError(string Location, string Message);
