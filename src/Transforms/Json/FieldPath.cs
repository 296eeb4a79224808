namespace Gateway.Transforms.Json;

/// <summary>
/// Where a field stands in a body: the subset of JSONPath (RFC 9535) that names places without searching for them: <c>$</c>,
/// <c>$.a.b</c>, <c>$['a b'].c</c>, <c>$.items[*].card</c>, <c>$.items[0]</c>.
/// </summary>
public sealed class FieldPath
{
    private readonly string _text;

    internal FieldPath(string text, IReadOnlyList<FieldPathSegment> segments)
    {
        _text = text;
        Segments = segments;
    }

    /// <summary>The steps from the root; empty for <c>$</c>.</summary>
    public IReadOnlyList<FieldPathSegment> Segments { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path as it stands in the configuration.</param>
    /// <param name="path">The path; null when it is not one.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? TryParse(string text, out FieldPath? path) => new FieldPathParser(text).TryParse(out path);

    /// <summary>The normalized path (RFC 9535 section 2.7) of a position of a tape; a name's is that of the member that it names.</summary>
    public static FieldPath Of(JsonTape tape, int index)
    {
        var segments = new List<FieldPathSegment>();
        var current = 0;
        while (current < index)
        {
            var isObject = tape.KindOf(current) == JsonKind.Object;
            var child = current + 1;
            var number = 0;
            while (tape.Next(isObject ? child + 1 : child) <= index)
            {
                child = tape.Next(isObject ? child + 1 : child);
                number++;
            }

            segments.Add(isObject
                ? FieldPathSegment.Member(System.Text.Encoding.UTF8.GetString(tape.Text(child)))
                : FieldPathSegment.Item(number));
            current = isObject ? child + 1 : child;
        }

        return new FieldPath($"${string.Concat(segments)}", segments);
    }

    /// <summary>Finds the one place that the path names.</summary>
    /// <param name="tape">The body.</param>
    /// <param name="index">The value's position.</param>
    /// <returns>False when there is none, or when the path names many.</returns>
    public bool TryFind(JsonTape tape, out int index) => TryFind(tape, 0, out index);

    /// <summary>Finds the one place that the path names, counted from the value at <paramref name="root"/>.</summary>
    /// <inheritdoc cref="TryFind(JsonTape, out int)"/>
    public bool TryFind(JsonTape tape, int root, out int index)
    {
        index = root;
        foreach (var segment in Segments)
        {
            if (!TryStep(tape, segment, ref index))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path as it was written, or the normalized path of a position.</summary>
    public override string ToString() => _text;

    private static bool TryStep(JsonTape tape, FieldPathSegment segment, ref int index)
    {
        var container = index;
        var kind = tape.KindOf(container);
        var child = container + 1;
        if (segment.Name is not null && kind == JsonKind.Object)
        {
            for (; child < tape.Next(container); child = tape.Next(child + 1))
            {
                if (tape.Text(child).SequenceEqual(segment.Utf8Name.Span))
                {
                    index = child + 1;
                    return true;
                }
            }
        }
        else if (segment.Index >= 0 && kind == JsonKind.Array && segment.Index < tape.SizeOf(container))
        {
            for (var i = 0; i < segment.Index; i++)
            {
                child = tape.Next(child);
            }

            index = child;
            return true;
        }

        return false;
    }
}
