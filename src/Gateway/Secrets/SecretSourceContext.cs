using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>What a source or a store may need from its surroundings while one section is read, and what that section turns out to depend on.</summary>
internal sealed class SecretSourceContext(SecretSurroundings surroundings)
{
    private readonly List<SecretReference> _references = [];
    private readonly List<string> _dependencies = [];

    /// <summary>The directory that relative paths are relative to.</summary>
    public string BaseDirectory => surroundings.BaseDirectory;

    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => surroundings.Environment;

    /// <summary>Whether a secret may stand in the configuration itself.</summary>
    public bool AllowLiteral => surroundings.AllowLiteral;

    /// <summary>Reads files that are part of the configuration.</summary>
    public FileReader Files => surroundings.Files;

    /// <summary>The time.</summary>
    public TimeProvider Clock => surroundings.Clock;

    /// <summary>Gets what is wrong with the section.</summary>
    public ProblemList Problems => surroundings.Problems;

    /// <summary>The secrets that are needed to read what the section stands for.</summary>
    public IReadOnlyList<SecretReference> References => _references;

    /// <summary>What the section depends on besides itself: another value of any makes it another source.</summary>
    public IReadOnlyList<string> Dependencies => _dependencies;

    /// <summary>The secret whose name stands under <paramref name="key"/>; null, with a problem reported, where a required one is missing.</summary>
    public SecretReference? Reference(SectionReader section, string key, bool isRequired = true)
    {
        if (!section.Has(key) && !isRequired)
        {
            return null;
        }

        // Not repeated in messages: the secret itself may stand where its name belongs.
        if (section.SensitiveText(key) is not { Length: > 0 } name)
        {
            return null;
        }

        var reference = new SecretReference(name);
        _references.Add(reference);
        surroundings.References.Add((section.Path.Key(key), reference));
        return reference;
    }

    /// <summary>A secret is kept in the environment variable: no program is given it.</summary>
    public void KeepIn(string variable) => surroundings.SecretVariables.Add(variable);

    /// <summary>A program is given the environment variable, because of what stands at <paramref name="at"/>.</summary>
    public void PassOn(string variable, KeyPath at) => surroundings.PassedVariables.Add((at, variable));

    /// <summary>The section is another one when <paramref name="part"/> is.</summary>
    public void DependOn(string part) => _dependencies.Add(part);

    /// <summary>The store that the section names under <c>Store</c>, or else the only one of its kind; null, with a problem reported, when there is none.</summary>
    public T? FindStore<T>(SectionReader section, string kind)
        where T : class
    {
        if (surroundings.Stores.Find(section, kind) is not { } entry)
        {
            return null;
        }

        _references.AddRange(entry.Context.References);
        _dependencies.Add(entry.Fingerprint);
        _dependencies.AddRange(entry.Context.Dependencies);
        return entry.Store as T;
    }
}
