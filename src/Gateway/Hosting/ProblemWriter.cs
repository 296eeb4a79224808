using System.Globalization;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;

namespace Gateway.Hosting;

/// <summary>Writes a rejection as problem details (RFC 9457). All of it comes from our own tables, but for the request's identifier.</summary>
internal static class ProblemWriter
{
    public static async Task WriteAsync(HttpContext context, HttpExchange exchange, Rejection rejection)
    {
        var response = context.Response;

        // Whatever an upstream's answer has left there is not part of ours; Allow belongs to a 405 (RFC 9110 section 15.5.6).
        var allow = response.Headers.Allow;
        response.Headers.Clear();
        response.Headers.Allow = allow;
        response.StatusCode = rejection.Status;
        response.ContentType = "application/problem+json";
        response.Headers[RequestId.HeaderName] = exchange.RequestId;
        response.Headers.CacheControl = "no-store";
        exchange.ServiceLimit?.WriteTo(response.Headers);
        if (rejection.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        using var body = new PooledBuffer();
        Write(body, exchange, rejection);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void Write(PooledBuffer body, HttpExchange exchange, Rejection rejection)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("type"u8, $"urn:gateway:problem:{rejection.Code.Name}");
        json.WriteString("title"u8, rejection.Code.Title);
        json.WriteNumber("status"u8, rejection.Status);
        json.WriteString("code"u8, rejection.Code.Name);
        json.WriteString("requestId"u8, exchange.RequestId);
        if (exchange.Plan?.Request.DetailedErrors == true && rejection.Violations.Count > 0)
        {
            json.WriteStartArray("violations"u8);
            foreach (var violation in rejection.Violations)
            {
                json.WriteStartObject();
                json.WriteString("instanceLocation"u8, violation.InstanceLocation);
                json.WriteString("keywordLocation"u8, violation.KeywordLocation);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
