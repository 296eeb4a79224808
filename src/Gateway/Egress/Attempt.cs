namespace Gateway.Egress;

/// <summary>One attempt that has begun: since when, and until when. A value, so that it costs nothing; <see cref="AttemptSender.End"/> it exactly once.</summary>
/// <param name="Began">The time stamp of its beginning.</param>
/// <param name="Deadline">Its time.</param>
internal readonly record struct Attempt(long Began, AttemptDeadlines.Deadline Deadline);
