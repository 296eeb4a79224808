namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Reads the classes of ECMA-262 section 22.2.1, after their opening bracket.</summary>
/// <param name="cursor">Where they stand.</param>
/// <param name="escapes">Reads the escapes in them.</param>
/// <param name="ranges">What the pattern may gather; null where only the syntax counts, and nothing is gathered.</param>
internal sealed class ClassReader(PatternCursor cursor, EscapeReader escapes, RangeAllowance? ranges)
{
    public PatternAtom Read()
    {
        var set = ranges is null ? null : new CodePointSet();
        string? unsupported = null;
        var isNegated = cursor.TryTake('^');
        while (!cursor.TryTake(']'))
        {
            var first = ReadAtom();
            unsupported ??= first.Unsupported;
            if (first.Error is not null)
            {
                return first;
            }

            if (!cursor.TryTake('-'))
            {
                Add(set, first);
                continue;
            }

            // Annex B: a hyphen at an end or beside a class stands for itself.
            if (first.CodePoint is null || cursor.IsAt(']'))
            {
                Add(set, first);
                Add(set, '-', '-');
                continue;
            }

            var last = ReadAtom();
            unsupported ??= last.Unsupported;
            if (last.Error is not null)
            {
                return last;
            }

            if (last.CodePoint < first.CodePoint)
            {
                return PatternAtom.Wrong("a range of a class is out of order");
            }

            AddRange(set, first, last);
        }

        unsupported ??= ranges?.Problem;
        return unsupported is null ? PatternAtom.Of(isNegated ? set?.Complement() : set) : PatternAtom.NotSupported(unsupported);
    }

    private void Add(CodePointSet? set, PatternAtom atom)
    {
        if (atom.CodePoint is { } codePoint)
        {
            Add(set, codePoint, codePoint);
        }
        else if (set is not null && atom.Set is { } other && ranges!.TryGather(other.Count))
        {
            set.Add(other);
        }
    }

    private void AddRange(CodePointSet? set, PatternAtom first, PatternAtom last)
    {
        if (first.CodePoint is { } from && last.CodePoint is { } to)
        {
            Add(set, from, to);
            return;
        }

        Add(set, first);
        Add(set, '-', '-');
        Add(set, last);
    }

    private void Add(CodePointSet? set, int first, int last)
    {
        if (set is not null && ranges!.TryGather(1))
        {
            set.Add(first, last);
        }
    }

    private PatternAtom ReadAtom()
    {
        if (cursor.IsAtEnd)
        {
            return PatternAtom.Wrong("a class is not closed");
        }

        return cursor.TryTake('\\') ? escapes.Read(isInClass: true) : PatternAtom.Of(cursor.Take());
    }
}
