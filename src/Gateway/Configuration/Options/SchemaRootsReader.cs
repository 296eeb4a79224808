using Gateway.Configuration.Reading;
using Gateway.Transforms.Validation;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>SchemaRoots</c>: the folders in which schemas find the others that they refer to.</summary>
internal static class SchemaRootsReader
{
    public static IReadOnlyList<SchemaRoot> Read(IReadOnlyList<SectionReader> sections, string baseDirectory, ProblemList problems)
    {
        var roots = new List<SchemaRoot>();
        foreach (var section in sections)
        {
            var uri = section.RequiredText("Uri");
            var directory = section.FilePath("Directory", baseDirectory);
            if (directory is null && !section.Has("Directory"))
            {
                problems.Error(section.Path.Key("Directory"), "this key is required");
            }

            section.Finish();
            if (uri.Length > 0 && FindProblem(uri, roots) is { } problem)
            {
                problems.Error(section.Path.Key("Uri"), problem);
            }
            else if (uri.Length > 0 && directory is not null)
            {
                roots.Add(new SchemaRoot(uri, directory));
            }
        }

        return roots;
    }

    private static string? FindProblem(string text, List<SchemaRoot> roots)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !text.EndsWith('/') || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return "expected an address that ends in a slash, such as https://schemas.example.com/";
        }

        return roots.Any(root => root.Uri == text) ? "another entry has this address, and one of them would never be looked at" : null;
    }
}
