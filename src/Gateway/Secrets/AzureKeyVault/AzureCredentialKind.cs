namespace Gateway.Secrets.AzureKeyVault;

/// <summary>What proves who we are.</summary>
internal enum AzureCredentialKind
{
    /// <summary>A token of Kubernetes, exchanged for one of Entra ID.</summary>
    WorkloadIdentity,

    /// <summary>The machine that we run on.</summary>
    ManagedIdentity,

    /// <summary>A secret of the application's registration.</summary>
    ClientSecret,

    /// <summary>A certificate of the application's registration, and its key.</summary>
    ClientCertificate,
}
