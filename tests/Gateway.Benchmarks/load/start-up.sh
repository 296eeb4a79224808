#!/usr/bin/env bash
# How fast the program starts, how much memory it holds, and how fast it gets fast: start-up.sh [--rounds N] [start|warm-up]...
#
#   start    from the start of the process to the first report that was sealed, sent over TLS and answered 200, of
#              built        dotnet Gateway.dll, as dotnet run has it
#              folder       dotnet publish: needs the runtime, compiled at run time
#              folder-r2r   the same, compiled ahead of time
#              published    dotnet publish -r: one file, trimmed, compiled ahead of time with its runtime; what the image holds
#            and the resident memory: ready and idle, and after the first report.
#   warm-up  reports of 1 KiB from 64 connections from the first one on, the gateway on a processor of its own: how many were answered by the
#            time that it had used 1, 2, 5, 10 and 15 seconds of it, with CallCountingDelayMs as published (10), at 0 and at 100 (the runtime's default).
#
# Medians of N interleaved rounds (7; warm-up 3), after one that is thrown away. "cpu" is the processor time that the process used until then:
# the figure to compare on a machine that others use. Needs the SDK, node, openssl, and wrk and taskset for warm-up; ports 24080, 24090.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
rounds='' what=()
while [ $# -gt 0 ]; do case $1 in
  --rounds) rounds=$2; shift 2 ;;
  start|warm-up) what+=("$1"); shift ;;
  *) sed -n '2,16p' "$0"; exit 2 ;;
esac; done
[ "${#what[@]}" -gt 0 ] || what=(start warm-up)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
platform=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
publish() { # name, arguments
  local name=$1; shift
  dotnet publish "$root/src/Gateway" -v quiet -p:RunAnalyzers=false --artifacts-path "$work/artifacts-$name" --output "$work/$name" "$@" >"$work/publish.log" 2>&1 || { cat "$work/publish.log"; exit 1; }
}

mkdir "$work/run"
(
  cd "$work/run"
  cp "$root/config/gateway.json" "$root/config/gateway.schema.json" . && cp -r "$root/config/schemas" .
  openssl rand -hex 32 >plugin_key
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 60 -subj /CN=start-up -addext basicConstraints=critical,CA:TRUE
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=localhost
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -out server.pem -extfile <(printf 'subjectAltName=DNS:localhost\n')
) 2>/dev/null
cat >"$work/run/post.lua" <<'E2'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"email":"ada@example.com","reason":"' .. string.rep("No answer since the second interview. ", 24) .. '","date":"2024-03-26"}'
E2

publish published --runtime "$platform"
for run in "${what[@]}"; do
  echo "--- $run"
  if [ "$run" = start ]; then
    dotnet build "$root/src/Gateway" -v quiet -p:RunAnalyzers=false --artifacts-path "$work/artifacts-built" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
    publish folder
    publish folder-r2r --runtime "$platform" --no-self-contained -p:PublishSelfContained=false -p:PublishSingleFile=false -p:PublishTrimmed=false
    node "$here/start-up.mjs" "$work/run" "${rounds:-7}" start "built=dotnet $work/artifacts-built/bin/Gateway/debug/Gateway.dll" \
      "folder=dotnet $work/folder/Gateway.dll" "folder-r2r=dotnet $work/folder-r2r/Gateway.dll" "published=$work/published/Gateway"
  else
    node "$here/start-up.mjs" "$work/run" "${rounds:-3}" warm-up "as published=$work/published/Gateway" \
      "delay 0=DOTNET_TC_CallCountingDelayMs=0 $work/published/Gateway" "delay 100=DOTNET_TC_CallCountingDelayMs=0x64 $work/published/Gateway"
  fi
done
