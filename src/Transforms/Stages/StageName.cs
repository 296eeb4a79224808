namespace Gateway.Transforms.Stages;

/// <summary>The stages whose time is measured: all that can be long. The others judge what is at hand already.</summary>
public static class StageName
{
    /// <summary>Reading the body; it waits for the caller.</summary>
    public const string Read = "read";

    /// <summary>UTF-8, syntax, depth, duplicate keys.</summary>
    public const string Guard = "guard";

    /// <summary>The schema.</summary>
    public const string Validate = "validate";

    /// <summary>Keep, drop, mask, hash.</summary>
    public const string Minimise = "minimise";

    /// <summary>Secrets into body, headers and query, together.</summary>
    public const string Inject = "inject";

    /// <summary>The envelope.</summary>
    public const string Seal = "seal";

    /// <summary>Opening an answer, without the wait for it.</summary>
    public const string Open = "open";

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Guard, Validate, Minimise, Inject, Seal, Open];
}
