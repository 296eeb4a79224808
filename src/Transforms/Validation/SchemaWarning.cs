namespace Gateway.Transforms.Validation;

/// <summary>Something in a schema document that is allowed, and yet hardly what its author meant.</summary>
/// <param name="Location">Where, as in <see cref="SchemaError"/>.</param>
/// <param name="Message">What is there and what was perhaps meant.</param>
public sealed record SchemaWarning(string Location, string Message);
