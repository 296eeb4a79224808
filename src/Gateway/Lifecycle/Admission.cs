namespace Gateway.Lifecycle;

/// <summary>Whether a request was let in; until it is disposed, the request is in flight. Dispose it exactly once; it is a value, so do not copy it.</summary>
internal readonly struct Admission : IDisposable
{
    private readonly Drain? _drain;
    private readonly int _cell;

    public Admission(Drain drain, int cell)
    {
        _drain = drain;
        _cell = cell;
    }

    /// <summary>False when the gateway is on its way out: the request is to be refused with <c>draining</c>.</summary>
    public bool IsGranted => _drain is not null;

    public void Dispose() => _drain?.Leave(_cell);
}
