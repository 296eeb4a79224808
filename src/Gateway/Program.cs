using Gateway.Commands;

try
{
    return await GatewayCommandLine.Create().Parse(args).InvokeAsync(GatewayCommandLine.Invocation);
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    // Closed, or a full disk, or a pipe that nobody reads. What else can fail so says by itself what it is.
    ErrorOutput.TryWriteLine($"gateway: standard output cannot be written to: {failure.Message}");
    return ExitCode.Failure;
}
