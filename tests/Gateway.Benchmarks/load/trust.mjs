// A throw-away authority and a leaf that strict clients accept: named for localhost and 127.0.0.1, for servers, P-256, of today.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export function makeTrust(directory) {
  const file = (name) => path.join(directory, name);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256'];
  openssl('req', '-x509', ...curve, '-days', '2', '-subj', '/CN=Benchmark authority', '-keyout', 'authority.key', '-out', 'authority.pem',
    '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  openssl('req', ...curve, '-subj', '/CN=localhost', '-keyout', 'leaf.key', '-out', 'leaf.csr');
  fs.writeFileSync(file('leaf.cnf'), [
    'basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    'authorityKeyIdentifier=keyid',
  ].join('\n'));
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '2', '-sha256', '-extfile', 'leaf.cnf', '-out', 'leaf.pem');
  return { authorities: file('authority.pem'), certificate: file('leaf.pem'), key: file('leaf.key') };
}
