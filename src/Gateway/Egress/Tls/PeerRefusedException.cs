using System.Security.Authentication;

namespace Gateway.Egress.Tls;

/// <summary>Who answered is not taken for the upstream. The reason travels to <see cref="EgressFailure"/> through whatever wraps this.</summary>
/// <param name="reason">One of <see cref="PeerRefusal"/>.</param>
/// <param name="cause">What the framework said; not for anybody's eyes.</param>
internal sealed class PeerRefusedException(string reason, Exception cause) : AuthenticationException("The peer was refused.", cause)
{
    public string Reason => reason;
}
