using System.Diagnostics;
using System.Globalization;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Validation;

namespace Gateway.Benchmarks;

/// <summary>
/// One side of a comparison with a program in another language (<c>ajv/measure.mjs</c>), which says when to measure what. A line asks, a line answers:
/// <c>body SIZE</c> for the report in base64, <c>WORK SIZE MILLISECONDS</c> for nanoseconds and allocated bytes of each piece of work.
/// </summary>
internal static class Rounds
{
    private static readonly SchemaPlan Schema = SampleRoute.Schema();

    public static void Answer(TextReader questions, TextWriter answers)
    {
        while (questions.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var report = SampleReport.OfSize(int.Parse(words[1], CultureInfo.InvariantCulture));
            answers.WriteLine(words[0] switch
            {
                "body" => Convert.ToBase64String(report),
                "skim" => Measure(() => Skim.Tokens(report) > 0, words[2]),
                "guard" => Measure(() => Passes(report, null), words[2]),
                "judge" => Measure(() => Passes(report, Schema), words[2]),
                _ => throw new ArgumentException($"Unknown work: {words[0]}", nameof(questions)),
            });
            answers.Flush();
        }
    }

    private static bool Passes(byte[] report, SchemaPlan? schema)
    {
        if (JsonGuard.TryRead(report, SampleRoute.Guard, out var tape) != GuardFault.None)
        {
            return false;
        }

        using (tape)
        {
            return schema is null || schema.IsValid(tape!);
        }
    }

    private static string Measure(Func<bool> work, string milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture));
        var began = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var batch = 1L;
        var done = 0L;
        TimeSpan elapsed;
        do
        {
            // The clock is asked ever more seldom, and what it costs is lost in the batch.
            for (var i = 0L; i < batch; i++)
            {
                if (!work())
                {
                    throw new InvalidOperationException("The sample does not pass.");
                }
            }

            done += batch;
            batch = Math.Min(batch * 2, Math.Max(1, done / 8));
            elapsed = Stopwatch.GetElapsedTime(began);
        }
        while (elapsed < time);

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalNanoseconds / done:F1} {(double)allocated / done:F1}");
    }
}
