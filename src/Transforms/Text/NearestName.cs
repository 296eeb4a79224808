namespace Gateway.Transforms.Text;

/// <summary>Guesses which known name was meant by one that is not known.</summary>
public static class NearestName
{
    /// <summary>Longer than any name of ours: comparing such a text with them all would be work for nothing.</summary>
    private const int LongestMeant = 64;

    /// <summary>The known name with the fewest changes from <paramref name="name"/>, if it is near enough to be a slip.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestMeant)
        {
            return null;
        }

        var most = Math.Max(1, name.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(match => match.distance <= most)
            .OrderBy(match => match.distance)
            .Select(match => match.candidate)
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one into the other (Damerau 1964, Levenshtein 1965).</summary>
    private static int Distance(string from, string to)
    {
        int[] beforeLast = [];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[to.Length];
    }
}
