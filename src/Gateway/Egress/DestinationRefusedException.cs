namespace Gateway.Egress;

/// <summary>Every address that a name resolved to is one that may not be connected to.</summary>
internal sealed class DestinationRefusedException : IOException
{
    public DestinationRefusedException()
        : base("The destination resolves to addresses that are not allowed.")
    {
    }
}
