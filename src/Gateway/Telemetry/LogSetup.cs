using Gateway.Configuration.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace Gateway.Telemetry;

/// <summary>Writes the log, off the request path: events by Serilog, the lines of requests by a formatter of their own, both to one queue.</summary>
internal static class LogSetup
{
    /// <summary>Sets the log up.</summary>
    /// <param name="logging">The host's.</param>
    /// <param name="options">Level and form.</param>
    /// <param name="output">Where lines go instead of standard output; for tests.</param>
    public static void Configure(ILoggingBuilder logging, LoggingOptions options, Stream? output = null)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.Level);
        logging.AddFilter((category, level) => LogCategories.MayWrite(category, level, options.Level));

        // By factories: the container disposes what it made itself, the provider before the queue, and with that the lines that are still queued are written.
        logging.Services
            .AddSingleton(_ => new LineQueue(output ?? Console.OpenStandardOutput()))
            .AddSingleton(new RequestLineFormatter(options.Json));

        // Not by AddSerilog, which exempts its provider from every filter.
        logging.Services.AddSingleton<ILoggerProvider>(services =>
            new SerilogLoggerProvider(CreateLogger(options, services.GetRequiredService<LineQueue>()), dispose: true));
    }

    private static Logger CreateLogger(LoggingOptions options, LineQueue queue)
    {
        ITextFormatter formatter = options.Json
            ? new JsonLineFormatter()
            : new TextLineFormatter();

        // Levels and categories are decided before an event gets here.
        return new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Verbose).WriteTo.Sink(new LineSink(formatter, queue)).CreateLogger();
    }
}
