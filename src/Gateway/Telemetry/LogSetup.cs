using Gateway.Configuration.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace Gateway.Telemetry;

/// <summary>Writes the log to standard output, off the request path, by Serilog.</summary>
internal static class LogSetup
{
    public static void Configure(ILoggingBuilder logging, LoggingOptions options, ILogEventSink? sink = null)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.Level);
        logging.AddFilter((category, level) => LogCategories.MayWrite(category, level, options.Level));

        // Not by AddSerilog, which exempts its provider from every filter.
        // By a factory: the container disposes what it made itself, and with it the lines that are still queued are written.
        logging.Services.AddSingleton<LogQueue>();
        logging.Services.AddSingleton<ILoggerProvider>(
            services => new SerilogLoggerProvider(CreateLogger(options, services.GetRequiredService<LogQueue>(), sink), dispose: true));
    }

    private static Logger CreateLogger(LoggingOptions options, LogQueue queue, ILogEventSink? sink)
    {
        ITextFormatter formatter = options.Json
            ? new JsonLineFormatter()
            : new TextLineFormatter();

        // Levels and categories are decided before an event gets here.
        var configuration = new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Verbose);
        configuration = sink is null
            ? configuration.WriteTo.Async(async => async.Console(formatter), queue, blockWhenFull: false)
            : configuration.WriteTo.Sink(sink);
        return configuration.CreateLogger();
    }
}
