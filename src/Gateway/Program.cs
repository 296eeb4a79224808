using Gateway.Commands;

try
{
    return await GatewayCommandLine.Create().Parse(args).InvokeAsync(GatewayCommandLine.Invocation);
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    // Standard output that is closed or full, a temporary directory that is not there: nothing that a stack trace explains.
    ErrorOutput.TryWriteLine($"gateway: {failure.Message}");
    return ExitCode.Failure;
}
