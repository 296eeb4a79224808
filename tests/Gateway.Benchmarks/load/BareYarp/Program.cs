using System.Globalization;

// BareYarp LISTEN UPSTREAM: forwards /report and does nothing else. Direct forwarding is the least that YARP can do: no configuration, no clusters, no
// load balancing. It logs nothing.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(args[0]);
builder.Services.AddHttpForwarder();

var app = builder.Build();
app.MapGet("/metrics", static context =>
    context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n")));
app.MapForwarder("/report", args[1]);
await app.RunAsync();
