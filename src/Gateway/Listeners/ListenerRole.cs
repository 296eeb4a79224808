namespace Gateway.Listeners;

/// <summary>What a listener is for. A connection carries its listener's role as a feature, so no header can pretend another.</summary>
internal enum ListenerRole
{
    /// <summary>Takes reports from the application.</summary>
    Data,

    /// <summary>Answers the platform's probes and scrapes; never proxies.</summary>
    Management,
}
