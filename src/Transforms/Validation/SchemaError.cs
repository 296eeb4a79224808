namespace Gateway.Transforms.Validation;

/// <summary>One thing that is wrong with a schema document, or with one that it refers to.</summary>
/// <param name="Location">
/// Where, as a JSON Pointer (RFC 6901) into the schema: <c>/properties/email/pattern</c>; empty for the document itself. In another document it
/// follows that document's address: <c>https://schemas.example.com/common.json#/$defs/email</c>.
/// </param>
/// <param name="Message">What is wrong there and what to do about it.</param>
public sealed record SchemaError(string Location, string Message);
