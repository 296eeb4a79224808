namespace Gateway.Transforms.Validation;

/// <summary>How a schema is to be understood where the specification leaves a choice.</summary>
/// <param name="Formats">What the keyword <c>format</c> does.</param>
public sealed record SchemaOptions(FormatMode Formats = FormatMode.Assert);
