/* Bits in and out of text: numbers of any width, decimals, words; base32 (RFC 4648) with a checksum. docs/handover.md has the shapes. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/* Puts bits one behind the other, the most significant one first. */
export class Writer {
  constructor() {
    this.list = [];
  }

  bits(value, width) {
    if (!(value >= 0 && value < Math.pow(2, width))) throw new RangeError(value + ' does not fit into ' + width + ' bits');
    for (let place = width - 1; place >= 0; place -= 1) this.list.push(Math.floor(value / Math.pow(2, place)) % 2);
  }

  flag(value) {
    this.bits(value ? 1 : 0, 1);
  }

  /* UTF-8 behind its length in bytes. */
  word(text) {
    const bytes = new TextEncoder().encode(text);
    this.bits(bytes.length, 8);
    for (const byte of bytes) this.bits(byte, 8);
  }

  /* A list behind its length. */
  each(list, write) {
    this.bits(list.length, 8);
    for (const item of list) write(item);
  }

  /* A decimal as text, without an exponent. Its zeros behind the point stay. */
  decimal(text) {
    const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
    if (!parts) throw new RangeError(text + ' is no decimal');
    const fraction = parts[3] || '';
    const digits = (parts[2] + fraction).replace(/^0+(?=.)/, '');
    this.flag(parts[1] && digits !== '0');
    this.bits(digits.length - 1, 5);
    this.bits(Math.min(fraction.length, 3), 2);
    if (fraction.length > 2) this.bits(fraction.length, 5);
    for (const group of digits.match(/.{1,3}/g)) this.bits(Number(group), groupWidth(group.length));
  }

  /* What was written, filled up with zeros to a whole byte, and its checksum, in base32 without padding. */
  text() {
    while (this.list.length % 8) this.flag(false);
    this.bits(checksum(this.list), 16);
    let text = '';
    for (let at = 0; at < this.list.length; at += 5) {
      const five = this.list.slice(at, at + 5);
      while (five.length < 5) five.push(0);
      text += ALPHABET[five.reduce((sum, bit) => sum * 2 + bit, 0)];
    }
    return text;
  }
}

/* Reads what a Writer wrote. Whatever cannot have been written is a fault, so that nothing damaged is ever taken for an answer. */
export class Reader {
  constructor(text) {
    this.list = [];
    for (const letter of text) {
      const five = ALPHABET.indexOf(letter);
      demand(five >= 0);
      for (let place = 4; place >= 0; place -= 1) this.list.push((five >> place) & 1);
    }
    const spare = this.list.length % 8;
    demand(spare < 5 && this.list.splice(this.list.length - spare, spare).indexOf(1) < 0);
    demand(this.list.length >= 16);
    this.at = this.list.length - 16;
    const sum = this.bits(16);
    this.list.splice(-16, 16);
    this.at = 0;
    demand(sum === checksum(this.list));
  }

  bits(width) {
    demand(this.at + width <= this.list.length);
    let value = 0;
    for (const end = this.at + width; this.at < end; this.at += 1) value = value * 2 + this.list[this.at];
    return value;
  }

  flag() {
    return this.bits(1) === 1;
  }

  word() {
    const bytes = new Uint8Array(this.each(() => this.bits(8)));
    const text = new TextDecoder().decode(bytes);
    demand(text.indexOf('\ufffd') < 0);
    return text;
  }

  each(read) {
    const list = [];
    for (let left = this.bits(8); left > 0; left -= 1) list.push(read());
    return list;
  }

  decimal() {
    const negative = this.flag();
    const length = this.bits(5) + 1;
    let scale = this.bits(2);
    if (scale === 3) scale = this.bits(5);
    let digits = '';
    while (digits.length < length) {
      const width = Math.min(3, length - digits.length);
      const group = String(this.bits(groupWidth(width)));
      demand(group.length <= width);
      digits += group.padStart(width, '0');
    }
    digits = digits.padStart(scale + 1, '0');
    const point = digits.length - scale;
    return (negative ? '-' : '') + digits.slice(0, point) + (scale ? '.' + digits.slice(point) : '');
  }

  /* Nothing but the zeros that fill up the last byte may be left. */
  end() {
    demand(this.list.length - this.at < 8 && this.list.indexOf(1, this.at) < 0);
  }
}

/* The 32 bits of FNV-1a over a text in UTF-8. */
export function hash(text) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}

/* FNV-1a folded to 16 bits. */
export function shortHash(text) {
  const sum = hash(text);
  return (sum >>> 16) ^ (sum & 0xffff);
}

/* An error that tells in `fault` why a fragment cannot be read. */
export function faultOf(kind) {
  const error = new Error('the fragment is ' + kind);
  error.fault = kind;
  return error;
}

export function demand(holds) {
  if (!holds) throw faultOf('damaged');
}

function groupWidth(digits) {
  return [4, 7, 10][digits - 1];
}

/* CRC-16 with 0x1021 from 0xFFFF: it notices every damage to up to 16 neighbouring bits. */
function checksum(bits) {
  let sum = 0xffff;
  for (const bit of bits) sum = ((sum << 1) ^ ((sum >> 15) ^ bit ? 0x1021 : 0)) & 0xffff;
  return sum;
}
