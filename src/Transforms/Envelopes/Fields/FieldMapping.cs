using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>One field that is sealed by itself, or one in every element of an array.</summary>
/// <param name="From">Where the plain value stands.</param>
/// <param name="To">Where the sealed one stands; the same place where it takes the plain one's.</param>
public sealed record FieldMapping(FieldPath From, FieldPath To);
