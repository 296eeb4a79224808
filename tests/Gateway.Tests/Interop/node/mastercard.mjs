// npm mastercard-client-encryption: the vendor's own library, for both of its formats. It is written for the other side of the line, a client of the vendor's: here
// what it seals is the answer, and what it opens is the report.
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

const open = (format, body, headers) => format.decrypt({ request: { url: '/case' }, header: headers, body: JSON.parse(body) });

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

// The library encodes text as UTF-8 and does not decode it: what it opened has a character for each byte.
const decoded = value => JSON.parse(Buffer.from(JSON.stringify(value), 'latin1').toString('utf8'));

export const mastercardFields = {
  open(body, headers, settings) {
    const report = open(fields(settings), body, headers);
    const plain = settings.field?.plain;
    return Buffer.from(JSON.stringify(plain ? { ...report, [plain]: decoded(report[plain]) } : decoded(report)));
  },
  seal: (plaintext, settings) => seal(fields(settings), plaintext),
};

const jwe = settings => new library.JweEncryption(common(settings));

export const mastercardJwe = {
  open: (body, headers, settings) => Buffer.from(JSON.stringify(open(jwe(settings), body, headers))),
  seal: (plaintext, settings) => seal(jwe(settings), plaintext),
};
