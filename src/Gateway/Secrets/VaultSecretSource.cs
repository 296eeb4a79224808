using System.Net;
using Gateway.Configuration.Reading;
using Gateway.Secrets.Http;
using Gateway.Secrets.Vault;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: vault</c>: one field of a secret that HashiCorp Vault or OpenBao keeps in its key-value engine, of version 1 or 2.</summary>
/// <param name="store">The Vault.</param>
/// <param name="path">Where the secret is, escaped.</param>
/// <param name="field">The field's name.</param>
internal sealed class VaultSecretSource(VaultStore store, string path, string field) : ISecretSource
{
    public static ISecretSource? Read(SectionReader section, SecretSourceContext context)
    {
        var written = section.RequiredText("Path");
        var field = section.RequiredText("Field");
        if (!VaultPath.TryEscape(written, out var path) && written.Length > 0)
        {
            context.Problems.Error(section.Path.Key("Path"), $"expected a path below /v1/: {VaultPath.Wanted}");
        }

        return context.FindStore<VaultStore>(section, VaultStore.Kind) is { } store ? new VaultSecretSource(store, path, field) : null;
    }

    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        var (answer, warning) = await store.ReadAsync(path, pastCaches, cancellationToken);
        using (answer)
        {
            return answer.IsSuccess ? Read(answer.Body, warning) : SecretReading.Absent(FindGone(answer) ?? VaultStatus.Explain(answer), answer.RetryAfter);
        }
    }

    /// <summary>What became of a secret whose newest version is there no more, which is answered as if there was nothing, but with its history.</summary>
    private static string? FindGone(StoreAnswer answer) =>
        answer.Failure is not null || answer.Status != HttpStatusCode.NotFound || !JsonMember.IsObject(answer.Body, ["data", "metadata"]) ? null
        : JsonMember.IsTrue(answer.Body, ["data", "metadata", "destroyed"]) ? "the newest version of this secret was destroyed: write another one"
        : "the newest version of this secret was deleted: undelete it, or write another one";

    private SecretReading Read(ReadOnlySpan<byte> body, string? warning)
    {
        if (!JsonMember.IsObject(body, ["data"]))
        {
            return SecretReading.Broken("what answers at this address and path does not speak as Vault does: check both");
        }

        if (JsonMember.TryReadText(body, ["lease_id"], out var lease) && lease.Length > 0)
        {
            return SecretReading.Broken("Vault makes this secret anew for each reading and lends it (a dynamic secret): only what is kept in a key-value engine can be read");
        }

        var isVersioned = JsonMember.IsObject(body, ["data", "data"]) && JsonMember.IsObject(body, ["data", "metadata"]);
        if (!JsonMember.TryReadText(body, isVersioned ? ["data", "data", field] : ["data", field], out var value))
        {
            return SecretReading.Broken("Vault's secret has no text under the name that Field gives");
        }

        var changedAt = isVersioned && JsonMember.TryReadTime(body, ["data", "metadata", "created_time"], out var time) ? time : (DateTimeOffset?)null;
        return SecretReading.Found(value, changedAt: changedAt, warning: warning);
    }
}
