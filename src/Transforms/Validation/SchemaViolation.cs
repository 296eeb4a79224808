namespace Gateway.Transforms.Validation;

/// <summary>
/// One way in which a body breaks its schema, in the terms of JSON Schema Core 2020-12 section 12.3. It never holds a value of the body.
/// </summary>
/// <param name="InstanceLocation">
/// Where in the body, as a JSON Pointer. The name of a member is written as <c>*</c> unless the schema declares it under <c>properties</c>:
/// names that only the caller knows are the caller's data (a map keyed by e-mail address, say) and have no place in a log.
/// </param>
/// <param name="KeywordLocation">
/// The keyword that refused, as a JSON Pointer that follows the evaluation through <c>$ref</c>; where evaluation was given up for its cost, or
/// the schema is <c>false</c>, the subschema itself; where a pattern was given up, its keyword.
/// </param>
public sealed record SchemaViolation(string InstanceLocation, string KeywordLocation);
