// Formats that have no library of their own, in the words of Node.js's crypto.
import { constants, createCipheriv, createDecipheriv, createHmac, privateDecrypt, publicEncrypt, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

const secretOf = path => Buffer.from(readFileSync(path, 'utf8'), 'hex');
const decode = text => Buffer.from(text, 'base64');
const isGcm = cipher => cipher.endsWith('-gcm');
const nonceFor = cipher => randomBytes(isGcm(cipher) ? 12 : 16);

function encrypt(cipher, key, iv, plaintext, associatedData) {
  const encipher = createCipheriv(cipher, key, iv);
  if (associatedData) encipher.setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([encipher.update(plaintext), encipher.final()]);
  return { ciphertext, tag: isGcm(cipher) ? encipher.getAuthTag() : Buffer.alloc(0) };
}

function decrypt(cipher, key, iv, { ciphertext, tag }, associatedData) {
  const decipher = createDecipheriv(cipher, key, iv);
  if (associatedData) decipher.setAAD(Buffer.from(associatedData));
  if (isGcm(cipher)) decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

// A blob, nonce first and the tag at either end, or an object of the three.
export const aesGcm = {
  open(body, headers, { ownKey, cipher, form, associatedData }) {
    let iv, ciphertext, tag;
    if (form === 'parts') {
      const parts = JSON.parse(body);
      [iv, ciphertext, tag] = [decode(parts.iv), decode(parts.data), decode(parts.tag)];
    } else {
      const blob = decode(body.toString('ascii'));
      iv = blob.subarray(0, 12);
      [ciphertext, tag] = form === 'tag-first' ? [blob.subarray(28), blob.subarray(12, 28)] : [blob.subarray(12, -16), blob.subarray(-16)];
    }
    return decrypt(cipher, secretOf(ownKey), iv, { ciphertext, tag }, associatedData);
  },

  seal(plaintext, { gatewayKey, cipher, form, associatedData }) {
    const iv = nonceFor(cipher);
    const { ciphertext, tag } = encrypt(cipher, secretOf(gatewayKey), iv, plaintext, associatedData);
    if (form === 'parts') {
      return { body: JSON.stringify({ iv: iv.toString('base64'), data: ciphertext.toString('base64'), tag: tag.toString('base64') }) };
    }
    const blob = Buffer.concat(form === 'tag-first' ? [iv, tag, ciphertext] : [iv, ciphertext, tag]);
    return { body: blob.toString('base64'), type: 'text/plain' };
  },
};

// What Laravel's Crypt::encryptString and Crypt::decryptString do.
export const laravel = {
  open(body, headers, { ownKey, cipher }) {
    const key = secretOf(ownKey);
    const payload = JSON.parse(decode(body.toString('ascii')));
    if (!isGcm(cipher)) {
      const mac = createHmac('sha256', key).update(payload.iv + payload.value).digest();
      if (!timingSafeEqual(mac, Buffer.from(payload.mac, 'hex'))) throw new Error('the MAC is wrong');
    }
    return decrypt(cipher, key, decode(payload.iv), { ciphertext: decode(payload.value), tag: decode(payload.tag) });
  },

  seal(plaintext, { gatewayKey, cipher }) {
    const key = secretOf(gatewayKey);
    const bytes = nonceFor(cipher);
    const sealed = encrypt(cipher, key, bytes, plaintext);
    const [iv, value, tag] = [bytes, sealed.ciphertext, sealed.tag].map(part => part.toString('base64'));
    const mac = isGcm(cipher) ? '' : createHmac('sha256', key).update(iv + value).digest('hex');
    return { body: Buffer.from(JSON.stringify({ iv, value, mac, tag })).toString('base64'), type: 'text/plain' };
  },
};

// RSA as the case says it: OAEP with one hash for both, or PKCS#1 v1.5, whose padding Node.js does not take off any more: 00 02, other than 00, 00, the text.
function rsaOpen(path, { oaepHash }, bytes) {
  const key = readFileSync(path);
  if (oaepHash) return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes);
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
  if (block[0] !== 0 || block[1] !== 2) throw new Error('the padding is wrong');
  return block.subarray(block.indexOf(0, 2) + 1);
}

const rsaSeal = (path, { oaepHash }, bytes) => publicEncrypt(
  { key: readFileSync(path), ...(oaepHash ? { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash } : { padding: constants.RSA_PKCS1_PADDING }) }, bytes);

// A fresh key under RSA, the rest under the fresh key. The body has the members of the bank's, and a tag where there is one.
export const rsaHybrid = {
  open(body, headers, settings) {
    const message = JSON.parse(body);
    const key = rsaOpen(settings.ownKey, settings, decode(message.encryptedKey));
    return decrypt(settings.cipher, key, decode(message.iv), { ciphertext: decode(message.encryptedData), tag: decode(message.tag ?? '') });
  },

  seal(plaintext, settings) {
    const key = randomBytes(settings.keySize);
    const iv = nonceFor(settings.cipher);
    const { ciphertext, tag } = encrypt(settings.cipher, key, iv, plaintext);
    const message = {
      requestId: '',
      encryptedKey: rsaSeal(settings.gatewayKey, settings, key).toString('base64'),
      // The bank's answers have the IV before the ciphertext.
      iv: settings.isIvInData ? '' : iv.toString('base64'),
      encryptedData: (settings.isIvInData ? Buffer.concat([iv, ciphertext]) : ciphertext).toString('base64'),
      ...(tag.length ? { tag: tag.toString('base64') } : {}),
    };
    return { body: JSON.stringify(message) };
  },
};

// Each sensitive field of the body for itself: $.name and $.payers[*].card.
function rewrite(body, change) {
  const report = JSON.parse(body);
  report.name = change(report.name);
  for (const payer of report.payers) payer.card = change(payer.card);
  return Buffer.from(JSON.stringify(report));
}

export const rsaField = {
  open: (body, headers, settings) => rewrite(body, text => rsaOpen(settings.ownKey, settings, decode(text)).toString('utf8')),
  seal: (plaintext, settings) => ({
    body: rewrite(plaintext, text => rsaSeal(settings.gatewayKey, settings, Buffer.from(text)).toString('base64')),
    headers: settings.serial ? { 'Wechatpay-Serial': settings.serial } : {},
  }),
};
