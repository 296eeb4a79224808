using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>The faults of the matrix, each by the words that stand in its table.</summary>
internal static class Faults
{
    /// <summary>How far off the date is in <see cref="At"/>'s faults with one.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    public static Fault At(string name, TimeProvider clock) => name switch
    {
        "reset at once" => new Fault(static exchange => exchange.ResetAsync(), AtConnect: true),
        "reset, nothing read" => new Fault(
            static async exchange =>
            {
                // Not before the gateway has sent something: an attempt that ends sooner is another fault.
                await exchange.AwaitBytesAsync();
                return await exchange.ResetAsync();
            },
            AtConnect: true),
        "stall, nothing read" => new Fault(
            static async exchange =>
            {
                await exchange.AwaitBytesAsync();
                return await exchange.StallAsync();
            },
            AtConnect: true),
        "reset, request read" => new Fault(static exchange => exchange.ResetAsync()),
        "close, request read" => new Fault(static _ => Task.FromResult(false)),
        "stall, request read" => new Fault(static exchange => exchange.StallAsync()),
        "reset, request forwarded" => new Fault(static async exchange =>
        {
            await exchange.ForwardAsync();
            return await exchange.ResetAsync();
        }),
        "close, request forwarded" => new Fault(static async exchange =>
        {
            await exchange.ForwardAsync();
            return false;
        }),
        "stall before the head" => new Fault(static async exchange =>
        {
            await exchange.ForwardAsync();
            return await exchange.StallAsync();
        }),
        "cut in the head" => new Fault(static async exchange =>
        {
            await exchange.SendAsync(HalfHead(await exchange.ForwardAsync()));
            return false;
        }),
        "stall in the head" => new Fault(static async exchange =>
        {
            await exchange.SendAsync(HalfHead(await exchange.ForwardAsync()));
            return await exchange.StallAsync();
        }),
        "cut in the body, by length" => new Fault(static exchange => CutAsync(exchange, "Content-Length: 1000\r\n\r\n0123456789")),
        "cut in the body, chunked" => new Fault(static exchange => CutAsync(exchange, "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56")),
        "drip, head" => new Fault(static async exchange =>
        {
            var answer = await exchange.ForwardAsync();
            var head = FaultExchange.HeadLength(answer);
            await exchange.DripAsync(answer.AsMemory(0, head));
            await exchange.SendAsync(answer.AsMemory(head));
            return exchange.IsReusable;
        }),
        "drip, body" => new Fault(static async exchange =>
        {
            var answer = await exchange.ForwardAsync();
            var head = FaultExchange.HeadLength(answer);
            await exchange.SendAsync(answer.AsMemory(0, head));
            await exchange.DripAsync(answer.AsMemory(head));
            return exchange.IsReusable;
        }),
        "early hints" => new Fault(static async exchange =>
        {
            await exchange.AnswerAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            return await exchange.PassAsync();
        }),
        "garbage" => new Fault(static exchange => exchange.AnswerAsync("\u0016\u0003\u0001 this is not HTTP\r\n\r\n", isReusable: false)),
        "head too large" => new Fault(static exchange => exchange.AnswerAsync($"HTTP/1.1 200 OK\r\nX-Large: {new string('x', 100_000)}\r\n\r\n", isReusable: false)),
        _ => new Fault(exchange => exchange.AnswerAsync(StatusOf(name, clock))),
    };

    /// <summary>Names such as "503" or "503, Retry-After: 1".</summary>
    private static string StatusOf(string name, TimeProvider clock)
    {
        var parts = name.Split(", ");
        var status = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var field = parts.ElementAtOrDefault(1) switch
        {
            null => string.Empty,
            "date" => $"Retry-After: {clock.GetUtcNow() + Later:r}\r\n",
            "past date" => $"Retry-After: {clock.GetUtcNow() - Later:r}\r\n",
            var seconds => $"Retry-After: {seconds}\r\n",
        };
        return $"HTTP/1.1 {status} Fault\r\n{field}Content-Length: 5\r\n\r\nfault";
    }

    private static ReadOnlyMemory<byte> HalfHead(byte[] answer) => answer.AsMemory(0, FaultExchange.HeadLength(answer) / 2);

    private static async Task<bool> CutAsync(FaultExchange exchange, string rest)
    {
        await exchange.ForwardAsync();
        await exchange.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{rest}"));
        return false;
    }
}
