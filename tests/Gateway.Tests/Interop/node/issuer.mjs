// An issuer of tokens that nobody here wrote: oidc-provider, over TLS, with clients that prove themselves in every way that the gateway knows. The grant of
// RFC 7523 is one that it lets others add: the assertion is judged with jose.
//
//   node issuer.mjs CONFIGURATION      prints the port that it listens to; ends with its standard input
//
//   POST /token           the token endpoint
//   GET  /asked           how many requests the token endpoint got
//   GET  /issued/TOKEN    200 for a token of this issuer's that is good, 404 for any other
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { Provider, errors } from 'oidc-provider';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const { certificate, key, clients, bearers, lifetime } = JSON.parse(readFileSync(process.argv[2]));
let asked = 0;
let provider;
let answer;

function describe({ id, secret, method, keys }) {
  return {
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: method,
    jwks: keys && { keys },
    grant_types: ['client_credentials', jwtBearer],
    redirect_uris: [],
    response_types: [],
    scope: 'reports.read reports.write',
  };
}

// Each assertion is good once, as RFC 7523 section 3 lets an issuer demand.
const seen = new Set();
async function grantToBearer(context, next) {
  const { client, params, provider: { ClientCredentials } } = context.oidc;
  try {
    const { iss, jti } = decodeJwt(params.assertion);
    await jwtVerify(params.assertion, createLocalJWKSet({ keys: bearers[iss] }), {
      issuer: iss, audience: `${provider.issuer}/token`, algorithms, maxTokenAge: '5m', requiredClaims: ['sub', 'exp', 'nbf', 'jti'],
    });
    if (seen.has(jti)) throw new Error('again');
    seen.add(jti);
  } catch (error) {
    console.error(error.stack);
    throw new errors.InvalidGrant('the assertion');
  }

  const token = new ClientCredentials({ client, scope: params.scope });
  context.body = { access_token: await token.save(), expires_in: token.expiration, token_type: token.tokenType };
  await next();
}

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, async (request, response) => {
  const [, path, value] = request.url.split('/');
  if (path === 'asked') {
    response.end(`${asked}`);
  } else if (path === 'issued') {
    const token = await provider.ClientCredentials.find(decodeURIComponent(value));
    response.writeHead(token?.isValid ? 200 : 404).end(token?.scope);
  } else {
    if (path === 'token') asked += 1;
    answer(request, response);
  }
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  provider = new Provider(`https://localhost:${port}`, {
    clients: clients.map(describe),
    scopes: ['reports.read', 'reports.write'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: algorithms },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo(context, resource) {
          if (resource !== 'https://reports.example.com/') throw new errors.InvalidTarget();
          return { scope: 'reports.read reports.write', audience: resource, accessTokenFormat: 'opaque' };
        },
      },
    },
    ttl: { ClientCredentials: lifetime },
    jwks: { keys: bearers.issuer },
  });
  provider.registerGrantType(jwtBearer, grantToBearer, ['assertion', 'scope']);
  provider.on('server_error', (context, error) => console.error(error.stack));
  provider.on('grant.error', (context, error) => console.error(`${error.error}: ${error.error_detail ?? error.error_description}`));
  answer = provider.callback();
  console.log(port);
});
process.stdin.on('end', () => process.exit()).resume();
