// npm mastercard-client-encryption: the vendor's own library, for both of its formats. It is written for the other side of the line, a client of the vendor's: here
// what it seals is the answer, and what it opens is the report.
import crypto from 'node:crypto';
import library from 'mastercard-client-encryption';

// Where the sealed value stands: instead of the whole body, or of one field.
const paths = ({ field }) => [{
  path: '/case',
  toEncrypt: [field ? { element: field.plain, obj: field.sealed } : { element: '$', obj: '$' }],
  toDecrypt: [field ? { element: field.sealed, obj: field.plain } : { element: '$', obj: '$' }],
}];

const common = settings => ({
  paths: paths(settings),
  encryptedValueFieldName: 'encryptedValue',
  encryptionCertificate: settings.gatewayKey,
  privateKey: settings.ownKey,
  publicKeyFingerprintType: 'publicKey',
});

const inBody = {
  ivFieldName: 'iv',
  encryptedKeyFieldName: 'encryptedKey',
  oaepHashingAlgorithmFieldName: 'oaepHashingAlgorithm',
  publicKeyFingerprintFieldName: 'publicKeyFingerprint',
};

const inHeaders = {
  ivHeaderName: 'x-iv',
  encryptedKeyHeaderName: 'x-encrypted-key',
  oaepHashingAlgorithmHeaderName: 'x-oaep-hashing-algorithm',
  publicKeyFingerprintHeaderName: 'x-public-key-fingerprint',
};

const open = (format, body, headers) =>
  Buffer.from(JSON.stringify(format.decrypt({ request: { url: '/case' }, header: headers, body: JSON.parse(body) })));

const seal = (format, plaintext) => {
  const { header, body } = format.encrypt('/case', {}, JSON.parse(plaintext));
  return { headers: header, body: JSON.stringify(body) };
};

const fields = settings => new library.FieldLevelEncryption({
  ...common(settings),
  ...(settings.inHeaders ? inHeaders : inBody),
  dataEncoding: settings.encoding,
  oaepPaddingDigestAlgorithm: settings.oaepHash,
});

export const mastercardFields = {
  open: (body, headers, settings) => open(fields(settings), body, headers),
  seal: (plaintext, settings) => seal(fields(settings), plaintext),
};

// The library draws nonces of 16 bytes for AES-GCM, where RFC 7518 section 5.3 wants 12. The case says which it is to draw.
function withNonceOf(size, action) {
  const draw = crypto.randomBytes;
  crypto.randomBytes = count => draw(count === 16 ? size : count);
  try {
    return action();
  } finally {
    crypto.randomBytes = draw;
  }
}

const jwe = settings => new library.JweEncryption(common(settings));

export const mastercardJwe = {
  open: (body, headers, settings) => open(jwe(settings), body, headers),
  seal: (plaintext, settings) => withNonceOf(settings.nonceSize, () => seal(jwe(settings), plaintext)),
};
