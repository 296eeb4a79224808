namespace Gateway.Configuration.Reading;

/// <summary>One value that is laid over the file before it is typed.</summary>
/// <param name="Keys">The keys that lead to it.</param>
/// <param name="Value">Its text.</param>
/// <param name="Location">Where it comes from.</param>
internal sealed record Overlay(IReadOnlyList<string> Keys, string Value, SourceLocation Location)
{
    private const string Prefix = "GATEWAY__";
    private const string Separator = "__";

    /// <summary>The environment variables that overlay the configuration: <c>GATEWAY__Routes__report__Path=/v2</c>.</summary>
    public static IEnumerable<Overlay> FromEnvironment(IReadOnlyDictionary<string, string> environment) =>
        from variable in environment
        where variable.Key.StartsWith(Prefix, StringComparison.Ordinal)
        orderby variable.Key
        select new Overlay(
            variable.Key[Prefix.Length..].Split(Separator),
            variable.Value,
            new SourceLocation($"environment variable {variable.Key}"));

    /// <summary>One <c>--set Routes.report.Path=/v2</c>; a key with dots or an equals sign is written <c>['a.b']</c>.</summary>
    /// <returns>Null, with a problem reported, when it has not that form.</returns>
    public static Overlay? FromSetting(string setting, ProblemList problems)
    {
        var keys = new List<string>();
        var position = 0;
        do
        {
            var quoted = setting.AsSpan(position).StartsWith("['");
            var start = quoted ? position + 2 : position;
            var end = quoted ? setting.IndexOf("']", start, StringComparison.Ordinal) : setting.AsSpan(start).IndexOfAny(".[=") + start;
            if (end <= start)
            {
                break;
            }

            keys.Add(setting[start..end]);
            position = quoted ? end + 2 : end;
            if (position < setting.Length && setting[position] == '=')
            {
                return new Overlay(keys, setting[(position + 1)..], new SourceLocation($"--set {setting[..position]}"));
            }

            if (position < setting.Length && setting[position] is not ('.' or '['))
            {
                break;
            }

            position += position < setting.Length && setting[position] == '.' ? 1 : 0;
        }
        while (position < setting.Length);

        problems.Error(new SourceLocation("--set"), "expected Key.Key=value, such as --set Logging.Level=debug");
        return null;
    }

    /// <summary>Lays the value over <paramref name="root"/>, making the sections on the way; a key that differs in case only is taken for the one meant.</summary>
    public void Apply(ObjectNode root, ProblemList problems)
    {
        var section = root;
        var path = KeyPath.Root;
        for (var i = 0; i < Keys.Count - 1; i++)
        {
            var key = section.FindKey(Keys[i]) ?? Keys[i];
            path = path.Key(key);
            switch (section.Find(key))
            {
                case ObjectNode known:
                    section = known;
                    break;
                case null:
                    var added = new ObjectNode(Location);
                    section.Set(key, added);
                    section = added;
                    break;
                case var other:
                    problems.Error(Location, path, $"{other.Kind} stands here, and an overlay needs an object; a list is replaced whole, as JSON");
                    return;
            }
        }

        section.Set(section.FindKey(Keys[^1]) ?? Keys[^1], new ScalarNode(Location, ScalarKind.Untyped, Value));
    }
}
