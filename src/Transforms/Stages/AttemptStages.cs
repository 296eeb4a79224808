using System.Text;
using System.Text.Unicode;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;

namespace Gateway.Transforms.Stages;

/// <summary>
/// Everything that must be fresh for each attempt, in the order that no configuration can change: inject into the body, seal, inject
/// headers and query. Run again, it gives another IV and the secrets that are current then.
/// </summary>
public static class AttemptStages
{
    /// <summary>Makes the next attempt out of <paramref name="message"/>.</summary>
    /// <param name="exchange">The request, prepared by <see cref="RequestStagesTransform"/>.</param>
    /// <param name="message">The message that is sent; its content, headers and address are set.</param>
    /// <param name="address">The address without injected parameters.</param>
    /// <param name="stages">Measures the time.</param>
    /// <returns>Null, or why there can be no attempt; nothing of the message may be sent then.</returns>
    public static Rejection? Prepare(HttpExchange exchange, HttpRequestMessage message, Uri address, StageMeter stages)
    {
        var plan = exchange.Plan!.Request;
        var injecting = stages.Begin();
        var rejection = PrepareBody(exchange, plan, message, stages, ref injecting)
            ?? InjectHeaders(plan, message)
            ?? InjectQuery(plan, message, address);
        if (plan.Injects)
        {
            stages.End(StageName.Inject, injecting);
        }

        return rejection;
    }

    /// <summary>Makes the body. Sealing stands between two parts of injecting, so the beginning of the injection is put off by its time.</summary>
    private static Rejection? PrepareBody(HttpExchange exchange, RequestPlan plan, HttpRequestMessage message, StageMeter stages, ref long injecting)
    {
        if (!plan.ReadsBody)
        {
            return null;
        }

        if (plan.Envelope is { } envelope && exchange.InjectionPoints.Count == 0)
        {
            return Seal(exchange, envelope, exchange.Outgoing, message, stages, ref injecting);
        }

        var plaintext = new PooledBuffer(exchange.Outgoing.Length);
        if (FillInjectionPoints(exchange, plan, plaintext) is { } rejection)
        {
            plaintext.Dispose();
            return rejection;
        }

        if (plan.Envelope is null)
        {
            SetContent(message, plaintext, ContentTypeOf(message));
            return null;
        }

        using (plaintext)
        {
            return Seal(exchange, plan.Envelope, plaintext.WrittenMemory, message, stages, ref injecting);
        }
    }

    private static Rejection? Seal(
        HttpExchange exchange, EnvelopePlan envelope, ReadOnlyMemory<byte> plaintext, HttpRequestMessage message, StageMeter stages, ref long injecting)
    {
        if (!envelope.Key.TryLease(out var key))
        {
            return Unavailable(envelope.Key.Name);
        }

        using (key)
        {
            var body = new PooledBuffer(plaintext.Length * 2);
            var headers = envelope.HasHeaders ? new List<KeyValuePair<string, string>>() : null;
            var sealing = stages.Begin();
            var fault = envelope.Seal(plaintext, key.Value, body, headers);
            injecting += stages.End(StageName.Seal, sealing) - sealing;
            if (fault != SealFault.None)
            {
                body.Dispose();
                return fault == SealFault.Key ? Unavailable(envelope.Key.Name) : new Rejection(RejectionCode.EnvelopeFailed) { Reason = Explain(fault) };
            }

            SetContent(message, body, envelope.ContentType);
            return headers is null ? null : SetHeaders(message, headers);
        }
    }

    private static string Explain(SealFault fault) => fault switch
    {
        SealFault.FieldMissing => "a field to be sealed is not there",
        SealFault.FieldOccupied => "something stands where a sealed field belongs",
        SealFault.FieldUnplaceable => "no object where a field belongs",
        _ => "not sealable by this format",
    };

    private static Rejection? SetHeaders(HttpRequestMessage message, List<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            // Removing is refused for a name that belongs to the content, which is new and has none of these.
            if (message.Headers.NonValidated.Contains(name))
            {
                message.Headers.Remove(name);
            }

            if (!message.Headers.TryAddWithoutValidation(name, value) && !message.Content!.Headers.TryAddWithoutValidation(name, value))
            {
                return new Rejection(RejectionCode.InternalError) { Reason = $"header {name} cannot be set" };
            }
        }

        return null;
    }

    private static string? ContentTypeOf(HttpRequestMessage message) =>
        message.Content is { } content && content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;

    private static void SetContent(HttpRequestMessage message, PooledBuffer body, string? contentType)
    {
        var content = new SingleUseContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        message.Content = content;
    }

    private static Rejection? FillInjectionPoints(HttpExchange exchange, RequestPlan plan, PooledBuffer destination)
    {
        var body = exchange.Outgoing.Span;
        var copied = 0;
        foreach (var point in exchange.InjectionPoints)
        {
            destination.Write(body[copied..point.Offset]);
            copied = point.Offset;

            using var value = new PooledBuffer();
            if (plan.InjectedFields[point.Injection].TryWrite(value) is { } missing)
            {
                return Unavailable(missing);
            }

            if (!Utf8.IsValid(value.WrittenSpan))
            {
                // A rotation brought a value that no JSON string can hold.
                return new Rejection(RejectionCode.SecretUnavailable) { Reason = "value for a field is not UTF-8" };
            }

            destination.Write("\""u8);
            Json.JsonText.WriteEscaped(value.WrittenSpan, destination);
            destination.Write("\""u8);
        }

        destination.Write(body[copied..]);
        return null;
    }

    private static Rejection? InjectHeaders(RequestPlan plan, HttpRequestMessage message)
    {
        for (var i = 0; i < plan.InjectedHeaders.Count; i++)
        {
            var header = plan.InjectedHeaders[i];
            if (TryCompose(header.Value, header.Name, out var value) is { } rejection)
            {
                return rejection;
            }

            message.Headers.Remove(header.Name);
            if (!message.Headers.TryAddWithoutValidation(header.Name, value))
            {
                return new Rejection(RejectionCode.InternalError) { Reason = $"header {header.Name} cannot be injected" };
            }
        }

        return null;
    }

    private static Rejection? InjectQuery(RequestPlan plan, HttpRequestMessage message, Uri address)
    {
        if (plan.InjectedQuery.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder(address.OriginalString);
        var hasQuery = address.OriginalString.Contains('?', StringComparison.Ordinal);
        foreach (var parameter in plan.InjectedQuery)
        {
            if (TryCompose(parameter.Value, parameter.Name, out var value) is { } rejection)
            {
                return rejection;
            }

            text.Append(hasQuery ? '&' : '?').Append(Uri.EscapeDataString(parameter.Name)).Append('=').Append(Uri.EscapeDataString(value));
            hasQuery = true;
        }

        message.RequestUri = WrittenAddress.Of(text.ToString());
        return null;
    }

    private static Rejection? TryCompose(SecretTemplate template, string place, out string value)
    {
        value = string.Empty;
        if (template.OnlySecret is { } secret)
        {
            if (!secret.TryLease(out var lease))
            {
                return Unavailable(secret.Name);
            }

            using (lease)
            {
                return TryTake(lease.Bytes, place, out value);
            }
        }

        using var composed = new PooledBuffer();
        return template.TryWrite(composed) is { } missing ? Unavailable(missing) : TryTake(composed.WrittenSpan, place, out value);
    }

    private static Rejection? TryTake(ReadOnlySpan<byte> bytes, string place, out string value)
    {
        if (!HeaderText.IsValue(bytes))
        {
            // A rotation brought a value that would end the field or begin another.
            value = string.Empty;
            return new Rejection(RejectionCode.SecretUnavailable) { Reason = $"value for {place} is not printable ASCII" };
        }

        value = Encoding.ASCII.GetString(bytes);
        return null;
    }

    private static Rejection Unavailable(string secret) => new(RejectionCode.SecretUnavailable) { Reason = secret };
}
