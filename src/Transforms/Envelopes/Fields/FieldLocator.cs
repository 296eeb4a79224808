using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>
/// Finds in one body what the rules of a <see cref="FieldRewriter"/> change. All of it is found before anything is written, so that a result
/// can go to a place that stands before its source.
/// </summary>
internal readonly ref struct FieldLocator
{
    private readonly JsonTape _body;
    private readonly bool _skipsMissing;
    private readonly ref FieldEdits _edits;

    public FieldLocator(JsonTape body, bool skipsMissing, ref FieldEdits edits)
    {
        _body = body;
        _skipsMissing = skipsMissing;
        _edits = ref edits;
    }

    /// <summary>Where one step of a path leads.</summary>
    private enum Landing
    {
        Found,

        /// <summary>The object has no such member, or the array no such element.</summary>
        Absent,

        /// <summary>Null stands where the container should.</summary>
        Null,

        /// <summary>It is not a container of that kind: what was looked for may be in it all the same, under another path.</summary>
        Unfit,

        /// <summary>The object has that member twice.</summary>
        Ambiguous,
    }

    /// <summary>Adds the changes that a rule makes.</summary>
    public FieldFault Locate(FieldRule rule, int number) => InScopes(rule, number, 0, 0);

    /// <summary>Goes on from step <paramref name="step"/> of the path at <paramref name="index"/>; recurses once for each array on the way.</summary>
    private FieldFault InScopes(FieldRule rule, int number, int step, int index)
    {
        for (; step < rule.Scope; step++)
        {
            if (rule.From[step].Equals(FieldPathSegment.AnyItem))
            {
                return InItems(rule, number, step + 1, index);
            }

            if (Step(rule.From[step], ref index) is not Landing.Found and var landing)
            {
                return NotThere(landing);
            }
        }

        return InScope(rule, number, index);
    }

    private FieldFault InItems(FieldRule rule, int number, int step, int array)
    {
        if (_body.KindOf(array) != JsonKind.Array)
        {
            return NotThere(Misfit(array));
        }

        for (var item = array + 1; item < _body.Next(array); item = _body.Next(item))
        {
            if (InScopes(rule, number, step, item) is not FieldFault.None and var fault)
            {
                return fault;
            }
        }

        return FieldFault.None;
    }

    private FieldFault InScope(FieldRule rule, int number, int scope)
    {
        var value = scope;
        foreach (var segment in rule.From[rule.Scope..])
        {
            if (Step(segment, ref value) is not Landing.Found and var landing)
            {
                return NotThere(landing) is not FieldFault.None and var fault ? fault : IsTaken(rule, scope) ? FieldFault.Occupied : FieldFault.None;
            }
        }

        if (!rule.StaysInPlace)
        {
            return Place(rule, number, scope, value);
        }

        _edits.Add(new FieldEdit(_body.FirstOf(value), FieldEditKind.Replace, number, value));
        return FieldFault.None;
    }

    private FieldFault Place(FieldRule rule, int number, int scope, int value)
    {
        var container = scope;
        for (var step = rule.Scope; step < rule.To.Length; step++)
        {
            switch (Step(rule.To[step], ref container))
            {
                case Landing.Found:
                    continue;
                case Landing.Absent when step >= rule.FirstCreatable:
                    Move(rule, number, value, container, step);
                    return FieldFault.None;
                default:
                    return FieldFault.Unplaceable;
            }
        }

        return FieldFault.Occupied;
    }

    /// <summary>Whether something stands where the result of a field that is not there would have stood: nobody knows who put it there.</summary>
    private bool IsTaken(FieldRule rule, int scope)
    {
        if (rule.StaysInPlace)
        {
            return false;
        }

        var place = scope;
        foreach (var segment in rule.To[rule.Scope..])
        {
            if (Step(segment, ref place) is not (Landing.Found or Landing.Ambiguous))
            {
                return false;
            }
        }

        return true;
    }

    private void Move(FieldRule rule, int number, int value, int container, int step)
    {
        var member = _body.FirstOf(value - 1);
        if (rule.StaysInObject)
        {
            _edits.Add(new FieldEdit(member, FieldEditKind.Rename, number, value));
            return;
        }

        // After the last member, so that the white space before the bracket stays before the bracket.
        var inside = _body.Json.Span[..(_body.EndOf(container) - 1)];
        _edits.Add(new FieldEdit(member, FieldEditKind.Remove, number, value));
        _edits.Add(new FieldEdit(FieldWriter.TrimEnd(inside), FieldEditKind.Insert, number, value, step));
    }

    private FieldFault NotThere(Landing landing)
    {
        if (landing == Landing.Ambiguous)
        {
            return FieldFault.Unplaceable;
        }

        return _skipsMissing && landing is (Landing.Absent or Landing.Null) ? FieldFault.None : FieldFault.Missing;
    }

    private Landing Step(FieldPathSegment segment, ref int index)
    {
        if (segment.Name is not null)
        {
            return _body.KindOf(index) == JsonKind.Object ? IntoMember(segment.Utf8Name.Span, ref index) : Misfit(index);
        }

        if (_body.KindOf(index) != JsonKind.Array)
        {
            return Misfit(index);
        }

        if (segment.Index >= _body.SizeOf(index))
        {
            return Landing.Absent;
        }

        index++;
        for (var i = 0; i < segment.Index; i++)
        {
            index = _body.Next(index);
        }

        return Landing.Found;
    }

    private Landing Misfit(int index) => _body.KindOf(index) == JsonKind.Null ? Landing.Null : Landing.Unfit;

    /// <summary>Looks at every member even when one was found: a second of the same name would stay behind in the clear.</summary>
    private Landing IntoMember(ReadOnlySpan<byte> wanted, ref int index)
    {
        var end = _body.Next(index);
        var found = 0;
        for (var name = index + 1; name < end; name = _body.Next(name + 1))
        {
            if (!_body.Text(name).SequenceEqual(wanted))
            {
                continue;
            }

            if (found > 0)
            {
                return Landing.Ambiguous;
            }

            found = name + 1;
        }

        if (found == 0)
        {
            return Landing.Absent;
        }

        index = found;
        return Landing.Found;
    }
}
