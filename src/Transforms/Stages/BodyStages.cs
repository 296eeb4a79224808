using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Stages;

/// <summary>What happens to a body once it was read, in the order that no configuration can change: guard, validate, minimise.</summary>
public sealed class BodyStages(RequestPlan plan, StageMeter stages)
{
    /// <summary>The reason of a refusal because the body is a sealed one.</summary>
    public const string SealedAlready = "sealed already";

    /// <summary>Runs the stages; the first that refuses is the last that runs.</summary>
    /// <param name="exchange">Gets what will leave.</param>
    /// <param name="body">The body as it was received.</param>
    /// <param name="began">When the first stage begins, as the meter tells it; 0 for nothing to be measured.</param>
    /// <returns>Null, or why the body is refused.</returns>
    public Rejection? Run(HttpExchange exchange, PooledBuffer body, long began)
    {
        if (plan.Guard is null)
        {
            return body.Length == 0 ? new Rejection(RejectionCode.MalformedBody) { Reason = nameof(GuardFault.Empty) }
                : plan.Envelope?.LooksSealed(body.WrittenMemory) == true ? new Rejection(RejectionCode.EnvelopeFailed) { Reason = SealedAlready }
                : null;
        }

        var fault = JsonGuard.TryRead(body.WrittenMemory, plan.Guard, out var tape);
        began = stages.End(StageName.Guard, began);
        if (fault != GuardFault.None)
        {
            return new Rejection(RejectionCode.MalformedBody) { Reason = fault.ToString() };
        }

        using (tape)
        {
            if (plan.Envelope?.LooksSealed(tape!) == true)
            {
                return new Rejection(RejectionCode.EnvelopeFailed) { Reason = SealedAlready };
            }

            return Validate(tape!, ref began) ?? Minimize(exchange, tape!, began);
        }
    }

    private Rejection? Validate(JsonTape tape, ref long began)
    {
        if (plan.Schema is not { } schema)
        {
            return null;
        }

        var rejection = Judge(tape, schema);
        began = stages.End(StageName.Validate, began);
        return rejection;
    }

    private Rejection? Judge(JsonTape tape, SchemaPlan schema)
    {
        if (schema.IsValid(tape))
        {
            return null;
        }

        var violations = schema.Validate(tape, plan.MaxViolations);
        return new Rejection(RejectionCode.SchemaViolation)
        {
            Reason = violations.Count > 0 ? violations[0].KeywordLocation : null,
            Violations = violations,
        };
    }

    private Rejection? Minimize(HttpExchange exchange, JsonTape tape, long began)
    {
        if (plan.Projection is not { } projection)
        {
            return null;
        }

        var projected = new PooledBuffer(tape.Json.Length);
        List<InjectionPoint>? injections = null;
        if (plan.InjectedFields.Count > 0)
        {
            exchange.InjectionPoints = injections = [];
        }

        var fault = projection.Apply(tape, projected, injections);
        exchange.SetProjected(projected);
        stages.End(StageName.Minimise, began);
        return fault switch
        {
            ProjectionFault.None => null,
            ProjectionFault.SecretUnavailable => new Rejection(RejectionCode.SecretUnavailable) { Reason = "hash key" },
            _ => new Rejection(RejectionCode.EnvelopeFailed) { Reason = "no object where a field belongs" },
        };
    }
}
