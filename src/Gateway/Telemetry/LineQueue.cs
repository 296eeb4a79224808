namespace Gateway.Telemetry;

/// <summary>
/// Whole lines on their way to an output. Whoever adds one waits neither for the output nor for other lines to be written: a thread of its own
/// writes them, many at a time. When the output takes less than comes, what no longer fits is dropped and counted.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    /// <summary>In bytes; some 2,500 lines of requests.</summary>
    private const int MostPending = 1 << 20;

    private const int InitialPending = 1 << 14;

    /// <summary>How long lines gather before they are written: a write for each line would be a switch of threads for each request.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the end waits for an output that takes nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stream _output;
    private readonly Lock _pendingGate = new();
    private readonly Lock _outputGate = new();
    private readonly AutoResetEvent _filled = new(initialState: false);
    private readonly ManualResetEventSlim _closing = new();
    private readonly Thread _writer;
    private byte[] _pending = new byte[InitialPending];
    private byte[] _spare = new byte[InitialPending];
    private int _length;
    private int _lines;
    private long _dropped;

    /// <summary>Begins to write to <paramref name="output"/>, which is disposed with the queue.</summary>
    public LineQueue(Stream output)
    {
        _output = output;
        _writer = new Thread(WriteUntilClosed) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>How many lines were lost because the output took too little or failed.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds one line, its end included; or drops it when there is no room.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        bool wasEmpty;
        lock (_pendingGate)
        {
            if (_length + line.Length > MostPending)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            if (_length + line.Length > _pending.Length)
            {
                Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _length + line.Length));
            }

            line.CopyTo(_pending.AsSpan(_length));
            wasEmpty = _length == 0;
            _length += line.Length;
            _lines++;
        }

        if (wasEmpty)
        {
            _filled.Set();
        }
    }

    /// <summary>Writes what has been added, on the caller's thread.</summary>
    public void Flush()
    {
        lock (_outputGate)
        {
            var (bytes, length, lines) = TakePending();
            if (length == 0)
            {
                return;
            }

            try
            {
                _output.Write(bytes, 0, length);
                _output.Flush();
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                // Nobody reads any more, or the disk is full. The next lines may fare better.
                Interlocked.Add(ref _dropped, lines);
            }
        }
    }

    /// <summary>Writes what is left, unless the output takes nothing for two seconds.</summary>
    public void Dispose()
    {
        if (_closing.IsSet)
        {
            return;
        }

        _closing.Set();
        _filled.Set();
        if (_writer.Join(Patience))
        {
            _filled.Dispose();
            _closing.Dispose();
            _output.Dispose();
        }
    }

    private void WriteUntilClosed()
    {
        while (!_closing.IsSet)
        {
            _filled.WaitOne();
            _closing.Wait(Gathering);
            Flush();
        }

        // A line that was added between the last writing and the end.
        Flush();
    }

    private (byte[] Bytes, int Length, int Lines) TakePending()
    {
        lock (_pendingGate)
        {
            var taken = (_pending, _length, _lines);
            (_pending, _spare) = (_spare, _pending);
            _length = 0;
            _lines = 0;
            return taken;
        }
    }
}
