using System.Diagnostics.Metrics;
using Gateway.Configuration;
using Gateway.Telemetry.Prometheus;
using Gateway.Transforms.Stages;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Metrics;

/// <summary>Registers what counts, and what aggregates it until somebody asks.</summary>
internal static class MetricsSetup
{
    public static IServiceCollection AddGatewayMetrics(this IServiceCollection services, ConfigurationGeneration first) => services
        .AddSingleton<StageMeter>()
        .AddSingleton<GatewayMeter>()
        .AddSingleton<GatewayGauges>()
        .AddSingleton<PrometheusExporter>()
        .AddSingleton(provider => Aggregate(provider, first));

    private static MeterProvider Aggregate(IServiceProvider services, ConfigurationGeneration first)
    {
        var catalog = new MetricCatalog(
            services.GetRequiredService<IMeterFactory>(), first.Options.Routes.Count + first.Options.Upstreams.Count + first.Options.Secrets.Count);
        var aggregation = Sdk.CreateMeterProviderBuilder()
            // Its own is the environment: variables that no configuration of ours names could change or switch off what is measured.
            .ConfigureServices(static own => own.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()))
            .AddMeter([.. MetricCatalog.Meters])
            .AddView(catalog.Judge)
            .SetExemplarFilter(ExemplarFilterType.AlwaysOff)
            .AddReader(new BaseExportingMetricReader(services.GetRequiredService<PrometheusExporter>()))
            .Build();

        services.GetRequiredService<GatewayGauges>();
        services.GetRequiredService<GatewayMeter>().ServingBegan(first);
        return aggregation;
    }
}
