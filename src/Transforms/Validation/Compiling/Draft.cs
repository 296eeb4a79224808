namespace Gateway.Transforms.Validation.Compiling;

/// <summary>A version of JSON Schema, or both.</summary>
[Flags]
internal enum Draft
{
    Draft7 = 1,
    Draft202012 = 2,
    Both = Draft7 | Draft202012,
}
