using System.Net;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.Vault;

/// <summary>What Vault's answers mean that are no success, for the operator: what is wrong, and what to do.</summary>
internal static class VaultStatus
{
    /// <summary>Whether Vault has judged the request and said no, so that asking once more the same way would not help.</summary>
    public static bool IsRefusal(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;

    /// <summary>Why <paramref name="answer"/>, which is no success, does not help.</summary>
    public static string Explain(StoreAnswer answer) => answer.Failure ?? (int)answer.Status switch
    {
        >= 300 and < 400 and var code => $"Vault names another node ({code}), which is not followed with our token: use the address of the active node, or of what stands before all of them",
        400 => "Vault cannot make sense of the request (400): check the path and the namespace",
        401 or 403 => $"Vault refuses permission ({(int)answer.Status}): the token is not good any longer, or its policies do not let it read this path in this namespace",
        404 => "Vault has nothing at this path (404): check it, and the namespace; with version 2 of KV, data/ follows the mount",
        405 => "what is at this path cannot be read (405): check the path; with version 2 of KV, data/ follows the mount",
        412 => "this node of Vault is behind the others (412): it will catch up",
        429 => "Vault wants fewer requests (429): read less often (Refresh), or raise its quota",
        472 => "this node of Vault is a secondary for disasters, and serves nobody (472): use the address of the primary",
        473 => "this node of Vault is a standby that does not answer (473): use the address of the active node",
        501 => "Vault is not initialised (501)",
        503 => "Vault is sealed or not ready (503): unseal it",
        >= 500 and var code => $"Vault, or what stands before it, has a fault ({code})",
        var code => $"Vault answered with a status that means nothing here ({code}): check the address",
    };
}
