using System.IO.Pipelines;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Stages;

/// <summary>Reads the whole body into pooled memory, and never more of it than the route allows.</summary>
internal sealed class BodyReadStage(TimeProvider clock)
{
    public async ValueTask<Rejection?> RunAsync(HttpContext context, RequestPlan plan, PooledBuffer destination)
    {
        var request = context.Request;
        if (request.ContentLength > plan.MaxBody)
        {
            return new Rejection(RejectionCode.BodyTooLarge) { Reason = "content length" };
        }

        try
        {
            // A body that came with its head needs no clock.
            return request.BodyReader.TryRead(out var result)
                && Take(request.BodyReader, result, plan, destination, out var rejection)
                    ? rejection
                    : await ReadRestAsync(context, plan, destination);
        }
        catch (BadHttpRequestException failure)
        {
            return Translate(failure);
        }
    }

    private async ValueTask<Rejection?> ReadRestAsync(HttpContext context, RequestPlan plan, PooledBuffer destination)
    {
        using var deadline = new CancellationTokenSource(plan.ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(either.Token);
                if (Take(reader, result, plan, destination, out var rejection))
                {
                    return rejection;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Rejection(RejectionCode.RequestTimeout) { Reason = "read timeout" };
        }
    }

    /// <summary>Takes what has arrived; true when that was all, or too much.</summary>
    private static bool Take(PipeReader reader, ReadResult result, RequestPlan plan, PooledBuffer destination, out Rejection? rejection)
    {
        var tooLarge = destination.Length + result.Buffer.Length > plan.MaxBody;
        rejection = tooLarge ? new Rejection(RejectionCode.BodyTooLarge) { Reason = "bytes received" } : null;
        if (!tooLarge)
        {
            foreach (var segment in result.Buffer)
            {
                destination.Write(segment.Span);
            }
        }

        reader.AdvanceTo(result.Buffer.End);
        return tooLarge || result.IsCompleted;
    }

    private static Rejection Translate(BadHttpRequestException failure) => failure.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new Rejection(RejectionCode.BodyTooLarge) { Reason = "server limit" },
        StatusCodes.Status408RequestTimeout => new Rejection(RejectionCode.RequestTimeout) { Reason = "data rate" },
        _ => new Rejection(RejectionCode.MalformedRequest) { Reason = "body framing" },
    };
}
