using System.Net;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Egress;

/// <summary>A connection is used again only when nothing of an answer is left on it: no caller ever gets what was meant for another.</summary>
public sealed class ConnectionReuseTests : FaultTest
{
    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n0123456789", 200)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56", 200)]
    [InlineData("Content-Length: 10000000\r\n\r\n", 503)]
    [InlineData("Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", 200)]
    public async Task Connection_WhoseAnswerWasNotWholeOrTooMuch_IsNotUsedAgain(string answer, int status)
    {
        Proxy.DoOnce(new Fault(async exchange =>
        {
            await exchange.AnswerAsync($"HTTP/1.1 {status} Fault\r\n{answer}");
            if (status == 503)
            {
                for (var i = 0; i < 100; i++)
                {
                    await exchange.SendAsync(new byte[100_000]);
                }

                return true;
            }

            // In order that it is closed because of what was sent on it.
            return answer.EndsWith("forged", StringComparison.Ordinal);
        }));
        var gateway = await StartGatewayAsync();
        using (var first = RequestKind.Post.Message())
        {
            try
            {
                (await gateway.Client.SendAsync(first)).Dispose();
            }
            catch (HttpRequestException)
            {
                // It broke off.
            }
        }

        using var response = await RequestKind.Post.SendAsync(gateway.Client);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":200,"message":"report ghosting done"}""");
        Proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Connection_WhoseAnswerWasWhole_IsUsedAgain()
    {
        Proxy.DoOnce(Faults.At("503", TimeProvider.System));
        var gateway = await StartGatewayAsync();

        for (var i = 0; i < 5; i++)
        {
            using var response = await RequestKind.Keyed.SendAsync(gateway.Client);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Proxy.Received.ShouldBe(6);
        Proxy.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Answers_OverABadWay_AreNeverMixedUp()
    {
        const int Requests = 2000;
        Receiver.Answer = static context => context.Response.WriteAsync($"answer of {context.Request.Path}");
        string[] faults = ["cut in the body, by length", "cut in the body, chunked", "cut in the head", "503", "early hints", "large", "forged"];
        var number = 0;
        Proxy.Choose = request => request is not null && Interlocked.Increment(ref number) is var turn && turn % 3 == 0 ? FaultOf(faults[turn / 3 % faults.Length]) : null;
        var gateway = await StartGatewayAsync();
        var right = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (turn, cancellationToken) =>
        {
            try
            {
                using var response = await gateway.Client.GetAsync(new Uri($"/plain/{turn}", UriKind.Relative), cancellationToken);
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK && body != "fault")
                {
                    body.ShouldBe($"answer of /plain/{turn}");
                    Interlocked.Increment(ref right);
                }
            }
            catch (HttpRequestException)
            {
                // It broke off.
            }
        });

        right.ShouldBeGreaterThan(Requests / 2);
        Proxy.Connections.ShouldBeLessThan(Proxy.Received, "connections are used again");
    }

    private static Fault FaultOf(string name) => name switch
    {
        "large" => new Fault(static exchange => exchange.AnswerAsync($"HTTP/1.1 503 Busy\r\nContent-Length: 200000\r\n\r\n{new string('x', 200_000)}")),
        "forged" => new Fault(static exchange => exchange.AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfaultHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")),
        _ => Faults.At(name, TimeProvider.System),
    };
}
