// The servers that are compared, each with the configuration that it gets: same route, same upstream, same trust.
import fs from 'node:fs';
import path from 'node:path';
import { kept, schemaFile } from './bodies.mjs';

export const pluginKey = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
export const subscriptionKey = '3f1c9a52d0c84b0f9d3c1f1c2c0a7b11';

/**
 * name: title of the row; seals: whether the body arrives sealed; only: sizes it is measured at.
 * command(site): what to start. site: { directory, port, management, upstream, scheme, authorities, programs }.
 */
export const servers = {
  full: { title: 'Gateway, full job', seals: true, metrics: true, command: (site) => gateway(site, 'full', fullRoute()) },
  pass: { title: 'Gateway, pass-through', metrics: true, command: (site) => gateway(site, 'pass', {}) },
  quiet: { title: 'Gateway, full job, log at `warning`', seals: true, metrics: true, only: [1024], command: (site) => gateway(site, 'quiet', fullRoute(), 'warning') },
  attempts: {
    title: 'Gateway, full job, with further attempts', seals: true, metrics: true, only: [1024],
    command: (site) => gateway(site, 'attempts', fullRoute(), 'information', {
      Retry: { Attempts: 3, IdempotencyHeader: 'Idempotency-Key' }, CircuitBreaker: { FailureRatio: 0.5 }, MaxConcurrent: 256,
    }),
  },
  yarp: {
    title: 'bare YARP',
    metrics: true,
    command: (site) => dotnet(site.programs.yarp, 'BareYarp', [`http://127.0.0.1:${site.port}`, site.upstream], { SSL_CERT_FILE: site.authorities }),
  },
  nginx: { title: 'nginx, pass-through', command: nginxProxy },
  node: {
    title: 'Node.js, the same job',
    seals: true,
    command: (site) => ({
      command: 'node',
      args: [site.programs.node],
      env: {
        NODE_ENV: 'production', PORT: site.port, UPSTREAM: site.upstream, SCHEMA: schemaFile,
        PLUGIN_KEY: pluginKey, SUBSCRIPTION_KEY: subscriptionKey, CA: site.scheme === 'https' ? site.authorities : '',
      },
    }),
  },
};

const fullRoute = () => ({
  Path: '/v1/report',
  Request: {
    Schema: schemaFile,
    Keep: kept.map((name) => `$.${name}`),
    Encrypt: { Envelope: 'report-ghosting', Key: 'pluginKey' },
    Inject: { Headers: { subscriptionKey: '{secret:subscriptionKey}' } },
  },
});

function gateway(site, name, route, level = 'information', attempts = {}) {
  const seals = route.Request !== undefined;
  const upstream = { Addresses: [site.upstream], AllowPrivateNetworks: true, ...attempts };
  const configuration = {
    Listeners: { Data: { Url: `http://127.0.0.1:${site.port}` }, Management: { Url: `http://127.0.0.1:${site.management}` } },
    Upstreams: { reports: site.scheme === 'https' ? { ...upstream, Tls: { Authorities: site.authorities } } : { ...upstream, AllowPlaintext: true } },
    Routes: { report: { Match: { Path: '/report', Methods: ['POST'] }, Upstream: 'reports', ...route } },
    Logging: { Level: level },
  };
  if (seals) {
    configuration.Secrets = { pluginKey: { Source: 'file', Path: 'plugin_key', Encoding: 'hex' }, subscriptionKey: { Source: 'file', Path: 'subscription_key' } };
    fs.writeFileSync(path.join(site.directory, 'plugin_key'), pluginKey);
    fs.writeFileSync(path.join(site.directory, 'subscription_key'), subscriptionKey);
  }
  const file = path.join(site.directory, `gateway-${name}.json`);
  fs.writeFileSync(file, JSON.stringify(configuration, undefined, 2));
  return dotnet(site.programs.gateway, 'Gateway', ['run', '--config', file]);
}

/** A published program, however it was published. */
export function dotnet(directory, name, args, env = {}) {
  const program = path.join(directory, name);
  return fs.existsSync(program) ? { command: program, args, env } : { command: 'dotnet', args: [`${program}.dll`, ...args], env };
}

function nginxProxy(site) {
  const address = new URL(site.upstream).host;
  const trust = site.scheme === 'https'
    ? `proxy_ssl_trusted_certificate ${site.authorities}; proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.2 TLSv1.3;`
    : '';
  return nginx(site.directory, 'nginx-proxy', `
    upstream reports { server ${address}; keepalive 256; keepalive_requests 1000000000; }
    server {
      listen 127.0.0.1:${site.port} backlog=1024;
      location = /report {
        proxy_pass ${site.scheme}://reports;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        ${trust}
      }
    }`);
}

/** The upstream: reads the body, answers at once, keeps the connection. */
export function upstream(site, port) {
  const tls = site.scheme === 'https' ? `ssl_certificate ${site.certificate}; ssl_certificate_key ${site.key}; ssl_protocols TLSv1.2 TLSv1.3;` : '';
  return nginx(site.directory, 'nginx-upstream', `
    server {
      listen 127.0.0.1:${port} ${site.scheme === 'https' ? 'ssl' : ''} backlog=1024;
      ${tls}
      location / { default_type application/json; return 200 '{"status":200,"message":"report ghosting done"}'; }
    }`);
}

/** One worker, no log, everything it writes in a directory of its own; runs as whoever starts it. */
function nginx(directory, name, servers) {
  const prefix = path.join(directory, name);
  fs.mkdirSync(prefix, { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${prefix}/${kind};`).join(' ');
  fs.writeFileSync(path.join(prefix, 'nginx.conf'), `
    daemon off; worker_processes 1; pid ${prefix}/pid; error_log ${prefix}/errors warn; ${process.getuid() === 0 ? 'user root;' : ''}
    events { worker_connections 8192; }
    http {
      access_log off; ${temporary}
      keepalive_timeout 600s; keepalive_requests 1000000000; tcp_nodelay on;
      client_max_body_size 2m; client_body_buffer_size 64k;
      ${servers}
    }`);
  return { command: 'nginx', args: ['-p', prefix, '-e', path.join(prefix, 'errors'), '-c', path.join(prefix, 'nginx.conf')], env: {} };
}
