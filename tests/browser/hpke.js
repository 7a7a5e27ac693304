// HPKE (RFC 9180) once more, by the primitives that Node has: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
import { createDecipheriv, createHmac, createPublicKey, diffieHellman } from 'node:crypto';

export function rawOf(key) {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

export function sealOf(key) {
  return `x25519:${rawOf(key).toString('base64url')}`;
}

export function unseal({ privateKey, publicKey }, report, box) {
  const bytes = Buffer.from(box, 'base64url');
  const [enc, ciphertext, tag] = [bytes.subarray(0, 32), bytes.subarray(32, -16), bytes.subarray(-16)];
  const kem = Buffer.concat([Buffer.from('KEM'), Buffer.from([0, 0x20])]);
  const suite = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0, 0x20, 0, 1, 0, 3])]);
  const version = Buffer.from('HPKE-v1');
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  const extract = (of, salt, label, ikm) => hmac(salt, Buffer.concat([version, of, Buffer.from(label), ikm]));
  const expand = (of, secret, label, info, length) => {
    const size = Buffer.from([length >> 8, length & 255]);
    // One round of HKDF-Expand gives 32 bytes, and nothing longer is asked for.
    return hmac(secret, Buffer.concat([size, version, of, Buffer.from(label), info, Buffer.from([1])])).subarray(0, length);
  };
  const spki = Buffer.concat([publicKey.export({ format: 'der', type: 'spki' }).subarray(0, -32), enc]);
  const shared = diffieHellman({ privateKey, publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) });
  const secret = expand(kem, extract(kem, Buffer.alloc(0), 'eae_prk', shared), 'shared_secret', Buffer.concat([enc, rawOf(publicKey)]), 32);
  const context = Buffer.concat([
    Buffer.from([0]), extract(suite, Buffer.alloc(0), 'psk_id_hash', Buffer.alloc(0)), extract(suite, Buffer.alloc(0), 'info_hash', Buffer.from('mingbai report 1')),
  ]);
  const scheduled = extract(suite, secret, 'secret', Buffer.alloc(0));
  const decipher = createDecipheriv('chacha20-poly1305', expand(suite, scheduled, 'key', context, 32), expand(suite, scheduled, 'base_nonce', context, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(report), { plaintextLength: ciphertext.length });
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}
