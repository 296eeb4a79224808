using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

/// <summary>Replaces values by what a test says of their text; a value for which it says nothing is refused.</summary>
internal sealed class TestTransform(Func<int, string, string?> replace) : IFieldTransform
{
    /// <summary>Hides everything.</summary>
    public static TestTransform Hide { get; } = new(static (_, _) => "\"#\"");

    /// <summary>Says which mapping asked for which value.</summary>
    public static TestTransform Mark { get; } = new(static (mapping, value) => $"<{mapping}:{value}>");

    public static TestTransform Copy { get; } = new(static (_, value) => value);

    public static TestTransform Wrap { get; } = new(static (_, value) => $$"""{"w":{{value}}}""");

    public static TestTransform Unwrap { get; } = new(static (_, value) => value["""{"w":""".Length..^1]);

    public bool TryTransform(int mapping, JsonTape body, int index, PooledBuffer destination)
    {
        if (replace(mapping, Encoding.UTF8.GetString(body.Raw(index))) is not { } replacement)
        {
            return false;
        }

        destination.Write(Encoding.UTF8.GetBytes(replacement));
        return true;
    }
}
