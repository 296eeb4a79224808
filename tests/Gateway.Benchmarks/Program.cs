using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Gateway.Benchmarks;

if (args is ["rounds"])
{
    Rounds.Answer(Console.In, Console.Out);
    return;
}

// The runner builds a program of its own, which takes longer than its two minutes on a small or busy machine.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .WithBuildTimeout(TimeSpan.FromMinutes(10))
    .HideColumns("Job", "Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "IterationCount", "LaunchCount", "WarmupCount");
BenchmarkSwitcher.FromAssembly(typeof(Rounds).Assembly).Run(args, config);
