namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class NearestName
{
    /// <summary>Longer than any keyword: comparing such a text with them all would be work for nothing.</summary>
    private const int LongestMeant = 40;

    /// <summary>The known name that takes the fewest edits, or null when none is near.</summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestMeant)
        {
            return null;
        }

        var (nearest, fewest) = ((string?)null, 1 + Math.Max(1, name.Length / 3));
        foreach (var candidate in known)
        {
            var edits = Edits(name, candidate);
            if (edits < fewest)
            {
                (nearest, fewest) = (candidate, edits);
            }
        }

        return nearest;
    }

    /// <summary>Levenshtein's distance, a change of case counting nothing.</summary>
    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + change, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[b.Length];
    }
}
