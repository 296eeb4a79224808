using System.Runtime.CompilerServices;

namespace Gateway.Egress;

/// <summary>One attempt that has begun. A value, so that it costs nothing; <see cref="AttemptSender.End"/> it exactly once, when it has ended.</summary>
/// <param name="Began">The time stamp of its beginning.</param>
/// <param name="Deadline">Its time.</param>
/// <param name="Answer">The answer, or why there is none.</param>
internal readonly record struct Attempt(long Began, AttemptDeadlines.Deadline Deadline, Task<HttpResponseMessage> Answer)
{
    /// <summary>Completes when there is an answer, or can be none. Nothing is thrown: what went wrong is an outcome.</summary>
    public ConfiguredTaskAwaitable Ended => ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Why there is no answer, once the attempt has ended; null if there is one.</summary>
    public Exception? Failure => Answer.Exception is { } faulted ? faulted.InnerException : Answer.IsCanceled ? Cancellation : null;

    /// <summary>A cancelled task gives its exception to those who ask for the result only; what is inside it says who cancelled.</summary>
    private OperationCanceledException? Cancellation
    {
        get
        {
            try
            {
                Answer.GetAwaiter().GetResult();
                return null;
            }
            catch (OperationCanceledException cancelled)
            {
                return cancelled;
            }
        }
    }
}
