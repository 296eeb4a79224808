#!/usr/bin/env bash
# Seals a report of 1 KiB in several formats, then asks OpenSSL what a bare public operation with RSA of 2048 bits costs here.
# Options are passed on to BenchmarkDotNet, such as --job short.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet run --configuration Release --project tests/Gateway.Benchmarks -- --filter '*EnvelopeBenchmarks*' '*RsaBenchmarks*' "$@"
openssl speed -seconds 5 rsa2048 2>/dev/null | grep -E '^ +sign|^rsa'
