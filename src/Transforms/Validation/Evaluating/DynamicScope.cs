using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>The schema resources that evaluation came through, outermost first (Core 2020-12 section 7.1). Kept only for schemas that ask for it.</summary>
internal struct DynamicScope
{
    private const int InitialResources = 16;

    private int[]? _resources;
    private int _count;

    public readonly ReadOnlySpan<int> Resources => _resources.AsSpan(0, _count);

    /// <summary>Enters a resource, if evaluation is not in it already.</summary>
    /// <returns>Whether it is to be left again.</returns>
    public bool Enter(int resource)
    {
        if (_count > 0 && _resources![_count - 1] == resource)
        {
            return false;
        }

        if (_resources is null)
        {
            _resources = ArrayRental.Rent<int>(InitialResources);
        }
        else if (_count == _resources.Length)
        {
            var larger = ArrayRental.Rent<int>(_count * 2);
            _resources.CopyTo(larger, 0);
            ArrayRental.Return(_resources);
            _resources = larger;
        }

        _resources[_count++] = resource;
        return true;
    }

    public void Leave() => _count--;

    public void Release()
    {
        if (_resources is not null)
        {
            ArrayRental.Return(_resources);
            _resources = null;
        }
    }
}
