using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

/// <summary>A source that does what the test wants: slow, broken, expiring, and counting how often it was read.</summary>
internal sealed class ScriptedSource(TimeProvider clock) : ISecretSource
{
    private readonly Lock _lock = new();
    private readonly List<(int Reads, TaskCompletionSource Reached)> _awaited = [];

    /// <summary>The value; null for none.</summary>
    public string? Value { get; set; } = "v1";

    public TimeSpan? Lifetime { get; set; }

    public bool IsExpiryAdvisory { get; set; }

    public DateTimeOffset? ChangedAt { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    public string? Warning { get; set; }

    public bool IsUnchanged { get; set; }

    /// <summary>Whether it gives the value all the same to who does not want what a cache holds.</summary>
    public bool KnowsPastCaches { get; set; }

    public Exception? Fault { get; set; }

    /// <summary>What a reading waits for; null for nothing.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public bool HeedsCancellation { get; set; }

    /// <summary>Whether it asks somebody.</summary>
    public bool IsRemote { get; set; }

    public int Reads { get; private set; }

    public bool WasPastCaches { get; private set; }

    /// <summary>Waits until so many readings have begun.</summary>
    public Task UntilReadsAsync(int number)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Reads >= number)
            {
                reached.SetResult();
            }
            else
            {
                _awaited.Add((number, reached));
            }

            return reached.Task;
        }
    }

    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Reads++;
            WasPastCaches = pastCaches;
            _awaited.Where(awaited => awaited.Reads <= Reads).ToList().ForEach(static awaited => awaited.Reached.TrySetResult());
        }

        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(HeedsCancellation ? cancellationToken : CancellationToken.None);
        }

        return Fault is not null ? throw Fault
            : IsUnchanged && !(pastCaches && KnowsPastCaches) ? SecretReading.Unchanged()
            : Value is null ? SecretReading.Absent("the store is down", RetryAfter)
            : SecretReading.Found(Encoding.UTF8.GetBytes(Value), clock.GetUtcNow() + Lifetime, IsExpiryAdvisory, ChangedAt, Warning);
    }
}
