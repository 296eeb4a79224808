namespace Gateway.Transforms.Validation;

/// <summary>One place where a body does not fit its schema. It carries locations only, never a value of the body.</summary>
/// <param name="InstanceLocation">JSON Pointer (RFC 6901) into the body; names that the schema does not declare are written as <c>*</c>.</param>
/// <param name="KeywordLocation">JSON Pointer to the keyword in the schema (JSON Schema 2020-12 Core section 12.3.2).</param>
public sealed record SchemaViolation(string InstanceLocation, string KeywordLocation);
