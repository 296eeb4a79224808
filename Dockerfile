# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# What decides the packages comes first, so that a change of code does not restore them again.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Transforms/Transforms.csproj src/Transforms/packages.lock.json src/Transforms/
COPY src/Gateway/Gateway.csproj src/Gateway/packages.lock.json src/Gateway/
RUN dotnet restore src/Gateway --locked-mode

COPY config/ config/
COPY src/ src/
RUN dotnet publish src/Gateway --no-restore --configuration Release --output /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="Gateway" \
      org.opencontainers.image.description="An egress security sidecar: every report leaves validated, minimised, encrypted and keyed."
WORKDIR /app
COPY --from=build /app .
COPY config/ /etc/gateway/
USER $APP_UID
ENV DOTNET_EnableDiagnostics=0
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["dotnet", "Gateway.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "Gateway.dll"]
CMD ["run", "--config", "/etc/gateway/gateway.json"]
