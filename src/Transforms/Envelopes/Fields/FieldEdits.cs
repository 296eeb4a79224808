using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>All changes of one body, in pooled memory. They are places and hold nothing of the body.</summary>
internal struct FieldEdits() : IDisposable
{
    private const int FewestEdits = 16;

    private FieldEdit[] _edits = ArrayRental.Rent<FieldEdit>(FewestEdits);
    private int _count;

    public void Add(in FieldEdit edit)
    {
        if (_count == _edits.Length)
        {
            var larger = ArrayRental.Rent<FieldEdit>(_count * 2);
            _edits.CopyTo(larger, 0);
            ArrayRental.Return(_edits);
            _edits = larger;
        }

        _edits[_count++] = edit;
    }

    /// <summary>The changes in the order of the text.</summary>
    public readonly ReadOnlySpan<FieldEdit> InOrder()
    {
        var edits = _edits.AsSpan(0, _count);
        edits.Sort();
        return edits;
    }

    public void Dispose()
    {
        ArrayRental.Return(_edits);
        _edits = [];
        _count = 0;
    }
}
