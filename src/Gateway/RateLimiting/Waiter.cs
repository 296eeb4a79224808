namespace Gateway.RateLimiting;

/// <summary>A request that waits for a permit. It ends with one, without one when nobody may wait any longer, or cancelled when the caller has gone.</summary>
internal sealed class Waiter : TaskCompletionSource<Attempt>
{
    public Waiter(Bucket bucket)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Bucket = bucket;
        Place = new LinkedListNode<Waiter>(this);
    }

    public Bucket Bucket { get; }

    /// <summary>The place in the line of <see cref="Bucket"/>; in no list once the waiting has ended.</summary>
    public LinkedListNode<Waiter> Place { get; }
}
