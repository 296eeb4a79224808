// npm jose: JWE in the compact serialisation, as the whole body. It accepts no other algorithm than the case's.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactEncrypt, compactDecrypt } from 'jose';

const secretOf = path => Buffer.from(readFileSync(path, 'utf8'), 'hex');
const isShared = ({ alg }) => !/^(RSA|ECDH)/.test(alg);

export const jose = {
  async open(body, headers, settings) {
    const key = isShared(settings) ? secretOf(settings.ownKey) : createPrivateKey(readFileSync(settings.ownKey));
    const { plaintext } = await compactDecrypt(body.toString('ascii'), key, {
      keyManagementAlgorithms: [settings.alg],
      contentEncryptionAlgorithms: [settings.enc],
    });
    return Buffer.from(plaintext);
  },

  async seal(plaintext, settings) {
    const key = isShared(settings) ? secretOf(settings.gatewayKey) : createPublicKey(readFileSync(settings.gatewayKey));
    const body = await new CompactEncrypt(plaintext).setProtectedHeader({ alg: settings.alg, enc: settings.enc }).encrypt(key);
    return { body, type: 'application/jose' };
  },
};
