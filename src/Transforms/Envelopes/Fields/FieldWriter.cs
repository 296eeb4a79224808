using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>One pass over a body's text that makes the changes and copies what is between them.</summary>
internal ref struct FieldWriter(JsonTape body, ReadOnlySpan<FieldRule> rules, IFieldTransform transform, PooledBuffer destination)
{
    private readonly ReadOnlySpan<FieldRule> _rules = rules;
    private readonly ReadOnlySpan<byte> _json = body.Json.Span;

    /// <summary>How much of the text is dealt with.</summary>
    private int _done;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <summary>The length of <paramref name="json"/> without the white space at its end.</summary>
    public static int TrimEnd(ReadOnlySpan<byte> json) => json.TrimEnd(WhiteSpace).Length;

    /// <summary>Writes the changed body.</summary>
    /// <param name="edits">The changes in the order of the text.</param>
    public FieldFault Write(ReadOnlySpan<FieldEdit> edits)
    {
        for (var i = 0; i < edits.Length; i++)
        {
            CopyUntil(edits[i].Position);
            if (!TryWrite(edits, i))
            {
                return FieldFault.Failed;
            }
        }

        CopyUntil(_json.Length);
        return FieldFault.None;
    }

    private bool TryWrite(ReadOnlySpan<FieldEdit> edits, int number)
    {
        ref readonly var edit = ref edits[number];
        switch (edit.Kind)
        {
            case FieldEditKind.Remove:
                Remove(edit.Value);
                return true;
            case FieldEditKind.Insert:
                return TryInsert(edits, number);
            case FieldEditKind.Rename:
                destination.Write(_rules[edit.Rule].NameAt(_rules[edit.Rule].To.Length - 1));
                _done = body.EndOf(edit.Value - 1);
                CopyUntil(body.FirstOf(edit.Value));
                break;
        }

        _done = body.EndOf(edit.Value);
        return TryTransform(edit);
    }

    /// <summary>Leaves out a member, and the comma before it or, where it is the first of those that stay, the one after it.</summary>
    private void Remove(int value)
    {
        _done = body.EndOf(value);
        destination.Truncate(TrimEnd(destination.WrittenSpan));
        if (destination.WrittenSpan[^1] == (byte)',')
        {
            destination.Truncate(destination.Length - 1);
            return;
        }

        var comma = _json.Length - _json[_done..].TrimStart(WhiteSpace).Length;
        if (_json[comma] == (byte)',')
        {
            _done = comma + 1;
        }
    }

    /// <summary>Adds a member; those that go into an object that is not there yet share it.</summary>
    private readonly bool TryInsert(ReadOnlySpan<FieldEdit> edits, int number)
    {
        ref readonly var edit = ref edits[number];
        var rule = _rules[edit.Rule];
        var first = SharedSteps(edits, number, number - 1);
        var last = SharedSteps(edits, number, number + 1);

        // No white space follows the bracket of an object without members: none was copied, or it went with the members that were taken out.
        if (destination.WrittenSpan[^1] != (byte)'{')
        {
            destination.Write(","u8);
        }

        for (var step = first; step < rule.To.Length; step++)
        {
            destination.Write(step > first ? "{"u8 : []);
            destination.Write(rule.NameAt(step));
            destination.Write(":"u8);
        }

        if (!TryTransform(edit))
        {
            return false;
        }

        for (var step = rule.To.Length - 1; step > last; step--)
        {
            destination.Write("}"u8);
        }

        return true;
    }

    /// <summary>How many steps a new member shares with its neighbour: those that the body has, and more where both go into the same new object.</summary>
    private readonly int SharedSteps(ReadOnlySpan<FieldEdit> edits, int number, int neighbour)
    {
        var shared = edits[number].Step;
        if ((uint)neighbour >= (uint)edits.Length || edits[neighbour].Position != edits[number].Position)
        {
            return shared;
        }

        // No path lies inside another, so they part before either ends.
        var path = _rules[edits[number].Rule].To;
        var other = _rules[edits[neighbour].Rule].To;
        while (path[shared].Equals(other[shared]))
        {
            shared++;
        }

        return shared;
    }

    private readonly bool TryTransform(in FieldEdit edit) => transform.TryTransform(_rules[edit.Rule].Mapping, body, edit.Value, destination);

    private void CopyUntil(int position)
    {
        destination.Write(_json[_done..position]);
        _done = position;
    }
}
