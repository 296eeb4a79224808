using System.Text;
using Gateway.Telemetry;

namespace Gateway.Tests.Harness;

/// <summary>The log of a gateway, as it was written.</summary>
public sealed class LogCapture : IDisposable
{
    private readonly LockedStream _written = new();
    private LineQueue? _queue;

    internal Stream Output => _written;

    public string Text
    {
        get
        {
            // What was logged before is in what this returns.
            _queue?.Flush();
            return Encoding.UTF8.GetString(_written.ToArray());
        }
    }

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _written.Dispose();

    internal void Attach(LineQueue queue) => _queue = queue;

    /// <summary>Read by a test while the log's own thread writes.</summary>
    private sealed class LockedStream : MemoryStream
    {
        private readonly Lock _gate = new();

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (_gate)
            {
                base.Write(buffer, offset, count);
            }
        }

        public override byte[] ToArray()
        {
            lock (_gate)
            {
                return base.ToArray();
            }
        }
    }
}
