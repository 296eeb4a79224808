namespace Gateway.Transforms.Validation;

/// <summary>One thing that is wrong with a schema document.</summary>
/// <param name="Location">Where, as a JSON Pointer (RFC 6901) into the schema: <c>/properties/email/pattern</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong there and what to do about it.</param>
public sealed record SchemaError(string Location, string Message);
