#pragma warning disable
namespace Gateway.Transforms.Validation;
/// <summary>x</summary>
public sealed record SchemaOptions(FormatMode Formats);
