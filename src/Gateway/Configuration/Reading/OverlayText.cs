using System.Text;

namespace Gateway.Configuration.Reading;

/// <summary>The text of an overlay as the JSON that an object or a list is written in there.</summary>
internal static class OverlayText
{
    /// <summary>Parses <paramref name="value"/> if it is an overlay's and begins like an object or a list; otherwise it is what it was.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mistakes">What is wrong with the JSON.</param>
    public static ConfigurationNode Parse(ConfigurationNode value, out IReadOnlyList<string> mistakes)
    {
        mistakes = [];
        if (value is not ScalarNode { Scalar: ScalarKind.Untyped } untyped || untyped.Text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return value;
        }

        var problems = new ProblemList();
        var parsed = ConfigurationParser.Parse(Encoding.UTF8.GetBytes(untyped.Text), value.Location.Source, problems);
        mistakes = [.. problems.All.Select(static problem => problem.Message)];
        return parsed is null ? value : Relocate(parsed, value.Location);
    }

    /// <summary>An overlay has no lines: all of it stands where the overlay does.</summary>
    private static ConfigurationNode Relocate(ConfigurationNode node, SourceLocation location)
    {
        switch (node)
        {
            case ArrayNode array:
                return new ArrayNode(location, [.. array.Items.Select(item => Relocate(item, location))]);
            case ObjectNode section:
                var moved = new ObjectNode(location);
                foreach (var member in section.Members)
                {
                    moved.Add(new ObjectMember(member.Key, location, Relocate(member.Value, location)));
                }

                return moved;
            default:
                return node with { Location = location };
        }
    }
}
