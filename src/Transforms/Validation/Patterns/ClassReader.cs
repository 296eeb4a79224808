namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Reads the classes of ECMA-262 section 22.2.1, after their opening bracket.</summary>
internal sealed class ClassReader(PatternCursor cursor, EscapeReader escapes)
{
    public PatternAtom Read()
    {
        var set = new CodePointSet();
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
                set.Add('-');
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

        return unsupported is null ? PatternAtom.Of(isNegated ? set.Complement() : set) : PatternAtom.NotSupported(unsupported);
    }

    private static void Add(CodePointSet set, PatternAtom atom)
    {
        if (atom.Set is not null)
        {
            set.Add(atom.Set);
        }
    }

    private static void AddRange(CodePointSet set, PatternAtom first, PatternAtom last)
    {
        if (first.CodePoint is { } from && last.CodePoint is { } to)
        {
            set.Add(from, to);
            return;
        }

        Add(set, first);
        set.Add('-');
        Add(set, last);
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
