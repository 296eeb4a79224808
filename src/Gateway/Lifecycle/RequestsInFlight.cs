using System.Numerics;
using System.Runtime.InteropServices;

namespace Gateway.Lifecycle;

/// <summary>
/// Counts the requests between their entry and their exit. Every processor has a counter of its own, so that those of different processors do not
/// contend for one; a request leaves by the counter by which it came. Allocates nothing.
/// </summary>
internal sealed class RequestsInFlight
{
    private readonly Cell[] _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    /// <summary>
    /// How many there are. Zero is exact once no more are let in: each counter was zero when it was read, and cannot have risen since.
    /// </summary>
    public long Count
    {
        get
        {
            var count = 0L;
            foreach (ref var cell in _cells.AsSpan())
            {
                count += Volatile.Read(ref cell.Requests);
            }

            return count;
        }
    }

    /// <summary>A request comes.</summary>
    /// <returns>The counter by which it came, for <see cref="Leave"/>. A full fence: whatever is read afterwards is read after the request was counted.</returns>
    public int Enter()
    {
        var cell = Thread.GetCurrentProcessorId() & (_cells.Length - 1);
        Interlocked.Increment(ref _cells[cell].Requests);
        return cell;
    }

    /// <summary>A request goes. A full fence, as <see cref="Enter"/> is.</summary>
    public void Leave(int cell) => Interlocked.Decrement(ref _cells[cell].Requests);

    /// <summary>Two cache lines, with the number in the middle: processors fetch lines in pairs, and before the first cell is the array's length.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(64)]
        public long Requests;
    }
}
