using Gateway.Transforms.Exchange;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Stages;

/// <summary>What came of opening an answer.</summary>
/// <param name="Rejection">Why nothing of it may pass; null if it may.</param>
/// <param name="Previous">The key that opened it, where that is not the current one.</param>
public readonly record struct OpenResult(Rejection? Rejection, SecretHandle? Previous)
{
    /// <summary>It cannot be opened, for whatever reason.</summary>
    public static OpenResult Refused => new(new Rejection(RejectionCode.UpstreamFailed) { Reason = "response not opened" }, null);
}
