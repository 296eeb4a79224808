using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>
/// Which members or elements of one value the keywords have looked at so far, a bit each by position, for <c>unevaluatedProperties</c> and
/// <c>unevaluatedItems</c>. Kept only while a schema that has one of these judges a value: every other value costs one comparison.
/// </summary>
/// <remarks>
/// A value's position on the tape says whether it is the one that marks are kept for, so that descending into its parts needs no bookkeeping. Branches
/// that may yet fail have marks of their own, which count only once the branch has held (Core 2020-12 section 7.7.1.1).
/// </remarks>
internal struct EvaluatedMarks
{
    private const int BitsPerWord = 64;
    private const int InitialWords = 64;
    private const int None = -1;

    private ulong[]? _words;
    private int _start;
    private int _end;

    // One above the value's position, so that nothing is tracked to begin with.
    private int _tracked;

    /// <summary>Whether marks are kept for the value at this position.</summary>
    public readonly bool AreKept(int instance) => _tracked - 1 == instance;

    public readonly void Mark(int position) => _words![_start + (position / BitsPerWord)] |= 1UL << (position % BitsPerWord);

    public readonly bool IsMarked(int position) => (_words![_start + (position / BitsPerWord)] & (1UL << (position % BitsPerWord))) != 0;

    /// <summary>Marks every position.</summary>
    public readonly void MarkAll() => _words.AsSpan(_start.._end).Fill(ulong.MaxValue);

    /// <summary>Starts afresh for a value of so many members or elements.</summary>
    /// <returns>What was kept until then, to be given to <see cref="End"/>.</returns>
    public EvaluatedMarks Begin(int instance, int count)
    {
        var outer = this;
        var words = (count + BitsPerWord - 1) / BitsPerWord;
        _start = _end;
        _end = _start + words;
        _tracked = instance + 1;
        Reserve(_end);
        _words.AsSpan(_start, words).Clear();
        return outer;
    }

    /// <summary>Starts afresh for the same value: a branch.</summary>
    /// <inheritdoc cref="Begin" path="/returns"/>
    public EvaluatedMarks Branch() => Begin(_tracked - 1, (_end - _start) * BitsPerWord);

    /// <summary>The words that a branch needs.</summary>
    public readonly int Size => _end - _start;

    /// <summary>Keeps no marks: what is judged now has no say in what was looked at.</summary>
    public EvaluatedMarks Suspend()
    {
        var outer = this;
        _tracked = None;
        return outer;
    }

    /// <summary>Goes back to what was kept before; what was marked since counts where it <paramref name="held"/> and concerns the same value.</summary>
    public void End(EvaluatedMarks outer, bool held)
    {
        if (held && outer._tracked == _tracked)
        {
            var marks = _words.AsSpan(_start.._end);
            var outerMarks = _words.AsSpan(outer._start..outer._end);
            for (var i = 0; i < marks.Length; i++)
            {
                outerMarks[i] |= marks[i];
            }
        }

        (_start, _end, _tracked) = (outer._start, outer._end, outer._tracked);
    }

    public void Release()
    {
        if (_words is not null)
        {
            ArrayRental.Return(_words);
            _words = null;
        }
    }

    private void Reserve(int words)
    {
        if (_words is null)
        {
            _words = ArrayRental.Rent<ulong>(Math.Max(words, InitialWords));
        }
        else if (words > _words.Length)
        {
            var larger = ArrayRental.Rent<ulong>(words * 2);
            _words.CopyTo(larger, 0);
            ArrayRental.Return(_words);
            _words = larger;
        }
    }
}
