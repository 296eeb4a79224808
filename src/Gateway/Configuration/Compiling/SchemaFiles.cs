using Gateway.Configuration.Reading;
using Gateway.Transforms.Validation;

namespace Gateway.Configuration.Compiling;

/// <summary>Reads schemas, and the documents that they refer to from <c>SchemaRoots</c>; the network is never asked.</summary>
/// <param name="roots">The folders.</param>
/// <param name="files">Reads files, each once, and has them watched.</param>
internal sealed class SchemaFiles(IReadOnlyList<SchemaRoot> roots, FileReader files)
{
    /// <summary>Reports the roots that are no folders, whether a schema refers to them or not.</summary>
    public void JudgeRoots(ProblemList problems)
    {
        for (var i = 0; i < roots.Count; i++)
        {
            if (!Directory.Exists(roots[i].Directory))
            {
                problems.Error(KeyPath.Root.Key("SchemaRoots").Item(i).Key("Directory"), $"there is no folder {roots[i].Directory}");
            }
        }
    }

    /// <summary>Compiles the schema in a file.</summary>
    /// <param name="file">Its absolute path.</param>
    /// <param name="formats">What <c>format</c> does in it.</param>
    /// <param name="fingerprint">Gets everything that the schema was made from.</param>
    /// <param name="at">The key that names the file.</param>
    /// <param name="problems">Gets what is wrong with it, and what looks so.</param>
    /// <returns>The plan; null after an error.</returns>
    public SchemaPlan? Compile(string file, FormatMode formats, Fingerprint fingerprint, KeyPath at, ProblemList problems)
    {
        if (files.TryRead(file, out var json) is { } unreadable)
        {
            problems.Error(at, unreadable);
            return null;
        }

        fingerprint.Add(json);
        var options = new SchemaOptions(formats)
        {
            BaseUri = roots.Select(root => root.AddressOf(file)).FirstOrDefault(static uri => uri is not null),
            Reader = Read,
        };
        var compilation = SchemaCompiler.Compile(json, options);
        foreach (var error in compilation.Errors)
        {
            problems.Error(at, $"{file}: at {Name(error.Location)}: {error.Message}");
        }

        foreach (var warning in compilation.Warnings)
        {
            problems.Warn(at, $"{file}: at {Name(warning.Location)}: {warning.Message}");
        }

        return compilation.Plan;

        string? Read(string uri, out ReadOnlyMemory<byte> referred)
        {
            var problem = TryRead(uri, out var bytes);
            fingerprint.Add(uri).Add(bytes);
            referred = bytes;
            return problem;
        }
    }

    /// <summary>A place as it is told; of a document that is referred to, with its file.</summary>
    private string Name(string location)
    {
        var end = location.IndexOf('#', StringComparison.Ordinal);
        var file = end > 0 ? PathOf(location[..end]) : null;
        return file is not null ? $"{location} ({file})"
            : location.Length == 0 ? "the root"
            : location;
    }

    private string? TryRead(string uri, out byte[] bytes)
    {
        if (PathOf(uri) is { } path)
        {
            return files.TryRead(path, out bytes);
        }

        bytes = [];
        return $"no entry of SchemaRoots holds {uri}, and the network is not asked";
    }

    private string? PathOf(string uri)
    {
        // Where one root lies within another, the nearer one holds the document.
        foreach (var root in roots.OrderByDescending(static root => root.Uri.Length))
        {
            if (root.TryFind(uri, out var path))
            {
                return path;
            }
        }

        return null;
    }
}
