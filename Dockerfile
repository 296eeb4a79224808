# syntax=docker/dockerfile:1
# Builds on the builder's platform for any other: docker buildx build --platform linux/arm64 .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH=amd64
WORKDIR /source

# What decides the packages comes first, so that a change of code does not restore them again.
# The first restore compares every package with the lock files; the second adds the runtime and the compiler for the platform.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Transforms/Transforms.csproj src/Transforms/packages.lock.json src/Transforms/
COPY src/Gateway/Gateway.csproj src/Gateway/packages.lock.json src/Gateway/
RUN dotnet restore src/Gateway --locked-mode \
 && dotnet restore src/Gateway --arch $TARGETARCH

COPY config/gateway.json config/gateway.schema.json config/
COPY config/schemas/ config/schemas/
COPY src/ src/
ARG VERSION=0.1.0
RUN dotnet publish src/Gateway --no-restore --arch $TARGETARCH --output /app -p:Version=$VERSION

# One file that holds its runtime and unpacks nothing: the base has the C library, OpenSSL, certificate authorities, no shell and no package manager.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="Gateway" \
      org.opencontainers.image.description="An egress security sidecar: every report leaves validated, minimised, encrypted and keyed." \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled"
COPY --from=build /app/Gateway /usr/local/bin/gateway
COPY config/gateway.json config/gateway.schema.json /etc/gateway/
COPY config/schemas/ /etc/gateway/schemas/
USER $APP_UID
# No debugger's socket and no dump: nothing is written, and nothing reads the memory that holds keys.
ENV DOTNET_EnableDiagnostics=0
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --start-interval=1s CMD ["gateway", "healthcheck"]
ENTRYPOINT ["gateway"]
CMD ["run", "--config", "/etc/gateway/gateway.json"]
