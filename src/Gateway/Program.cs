using Gateway.Commands;

return await GatewayCommandLine.Create().Parse(args).InvokeAsync(GatewayCommandLine.Invocation);
