namespace Gateway.Configuration.Options;

/// <summary>Which requests of a route share a bucket of permits.</summary>
internal enum PartitionBy
{
    /// <summary>All of them.</summary>
    Route,

    /// <summary>Those that come from one address.</summary>
    Address,

    /// <summary>Those that have one value in a header.</summary>
    Header,
}
