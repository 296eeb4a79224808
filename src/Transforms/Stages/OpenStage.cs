using System.Net;
using System.Net.Http.Headers;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Stages;

/// <summary>
/// Opens the answer of a route with <c>Decrypt</c>: reads it whole, never more of it than the route allows, and puts the plaintext in its place.
/// Whatever cannot be opened is one refusal: which of the reasons it was would help somebody who tries out messages, and nobody else.
/// </summary>
public static class OpenStage
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Whether the answer has a body to open. One that is replaced by a problem has not, whatever is in it.</summary>
    public static bool Applies(HttpResponseMessage response, ResponsePlan plan)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(plan);
        var status = (int)response.StatusCode;
        return plan.Opening is not null && status is >= StatusCodes.Status200OK and < 600 && (status < StatusCodes.Status400BadRequest || !plan.GenericErrors);
    }

    /// <summary>Opens <paramref name="response"/> in its place.</summary>
    /// <param name="response">An answer of which nothing was read; where it <see cref="Applies"/>.</param>
    /// <param name="plan">The route's plan.</param>
    /// <param name="exchange">The request, at whose end the plaintext is wiped.</param>
    /// <param name="stages">Measures the time.</param>
    /// <param name="deadline">Ends the reading.</param>
    /// <returns>The key that opened it, or why nothing of it may pass; neither for an answer without a body.</returns>
    /// <exception cref="OperationCanceledException">The answer did not arrive in time.</exception>
    public static async ValueTask<OpenResult> RunAsync(
        HttpResponseMessage response, ResponsePlan plan, HttpExchange exchange, StageMeter stages, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(stages);
        var opening = plan.Opening!;
        if (HasNoBody(response))
        {
            Withhold(response.Headers, opening);
            Withhold(response.Content.Headers, opening);
            return default;
        }

        if (!IsUncoded(response, opening) || response.Content.Headers.ContentLength > plan.MaxBody)
        {
            return OpenResult.Refused;
        }

        using var body = new PooledBuffer(ReadSize);
        if (!await TryReadAsync(response.Content, plan.MaxBody, body, deadline))
        {
            return OpenResult.Refused;
        }

        var began = stages.Begin();
        var result = Open(response, opening, exchange, body);
        stages.End(StageName.Open, began);
        return result;
    }

    private static OpenResult Open(HttpResponseMessage response, OpeningPlan opening, HttpExchange exchange, PooledBuffer body)
    {
        var plaintext = new PooledBuffer(body.Length);
        if (!opening.TryOpen(body.WrittenMemory, exchange.HeldKey, response.FindHeader, plaintext, out var opened))
        {
            plaintext.Dispose();
            return OpenResult.Refused;
        }

        var sealedContent = response.Content;
        var content = new PooledContent(plaintext);
        exchange.AtEnd(content.Dispose);
        content.Headers.TryAddWithoutValidation("Content-Type", opened.ContentType);
        Withhold(response.Headers, opening);
        Withhold(sealedContent.Headers, opening);
        foreach (var (name, values) in sealedContent.Headers.NonValidated)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = content;
        sealedContent.Dispose();
        return new OpenResult(null, opened.IsPrevious ? opened.Key : null);
    }

    /// <summary>These have no content, whatever their headers say (RFC 9110 sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5).</summary>
    private static bool HasNoBody(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified
        || response.RequestMessage?.Method == HttpMethod.Head;

    private static bool IsUncoded(HttpResponseMessage response, OpeningPlan opening) =>
        !response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)
        || values.ToString() is var coding
        && (coding.Equals("identity", StringComparison.OrdinalIgnoreCase) || coding.Equals(opening.ContentCoding, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the whole body; false when it is larger than <paramref name="limit"/>, or breaks off.</summary>
    private static async ValueTask<bool> TryReadAsync(HttpContent content, long limit, PooledBuffer body, CancellationToken deadline)
    {
        try
        {
            var stream = await content.ReadAsStreamAsync(deadline);
            while (true)
            {
                var room = body.GetMemory(ReadSize);
                var read = await stream.ReadAsync(room[..(int)Math.Min(room.Length, limit - body.Length + 1)], deadline);
                if (read == 0)
                {
                    return true;
                }

                body.Advance(read);
                if (body.Length > limit)
                {
                    return false;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException && !deadline.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            // Some layers tell a cancellation as a connection that broke.
            throw new OperationCanceledException(failure.Message, failure, deadline);
        }
    }

    private static void Withhold(HttpHeaders headers, OpeningPlan opening)
    {
        foreach (var name in opening.Withheld)
        {
            // Asked for first: a field of the other kind could not even be looked for to be removed.
            if (headers.NonValidated.Contains(name))
            {
                headers.Remove(name);
            }
        }
    }

    /// <summary>The value of a field that is there once; null otherwise, since of two nobody knows which is meant.</summary>
    private static string? FindHeader(this HttpResponseMessage response, string name) =>
        FindHeader(response.Headers, name) ?? FindHeader(response.Content.Headers, name);

    private static string? FindHeader(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;
}
