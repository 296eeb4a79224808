namespace Gateway.Transforms.Guarding;

/// <summary>How strict the guard is with a JSON body.</summary>
/// <param name="MaxDepth">The deepest nesting of objects and arrays that is accepted; a scalar has depth 0, <c>[]</c> has 1.</param>
/// <param name="DuplicateKeys">What to do with an object that names a member twice.</param>
public sealed record JsonGuardOptions(int MaxDepth = 32, DuplicateKeys DuplicateKeys = DuplicateKeys.Reject)
{
    /// <summary>The most that <see cref="MaxDepth"/> may be: what walks a body goes no deeper into the stack.</summary>
    public const int Deepest = 1000;
}
