using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Transforms.Stages;

/// <summary>Refuses query parameters that may not leave: on a sealed route they would leave in the clear.</summary>
internal static class QueryStage
{
    public static Rejection? Run(string? query, RequestPlan plan)
    {
        if (string.IsNullOrEmpty(query) || query == "?" || (plan.KeepQuery is null && plan.InjectedQuery.Count == 0))
        {
            return null;
        }

        // Some servers end a parameter there as well, and would see one that was not judged here.
        if (query.Contains(';', StringComparison.Ordinal))
        {
            return new Rejection(RejectionCode.MalformedRequest) { Reason = "semicolon in the query" };
        }

        var found = false;
        foreach (var parameter in new QueryStringEnumerable(query))
        {
            found = true;
            var name = parameter.DecodeName().Span;
            if (plan.KeepQuery is { } kept && !kept.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            {
                return new Rejection(RejectionCode.MalformedRequest) { Reason = "query parameter not in KeepQuery" };
            }

            foreach (var injected in plan.InjectedQuery)
            {
                if (name.Equals(injected.Name, StringComparison.OrdinalIgnoreCase))
                {
                    return new Rejection(RejectionCode.MalformedRequest) { Reason = "query parameter that is injected" };
                }
            }
        }

        return found || plan.KeepQuery is null ? null : new Rejection(RejectionCode.MalformedRequest) { Reason = "query without parameters" };
    }
}
