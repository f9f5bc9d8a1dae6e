/**
 * Replaces the package's reader of ECDSA signatures in the bundle (dev/left-out.ts), because that one brings 60 KB of
 * ASN.1. A signature is `SEQUENCE { INTEGER r, INTEGER s }` in DER (X.690); WebCrypto takes r and s with a fixed length.
 */

/** Bytes of r and s by COSE's number of the curve: P-256, P-384, P-521. */
const LENGTHS: { readonly [curve: number]: number } = { 1: 32, 2: 48, 3: 66 }

/** Throws for anything but one such signature. */
export function unwrapEC2Signature(signature: Uint8Array, curve: number): Uint8Array {
  const length = LENGTHS[curve] ?? broken()
  const [body, rest] = element(signature, 0x30)
  const [r, afterR] = element(body, 0x02)
  const [s, afterS] = element(afterR, 0x02)
  if (rest.length + afterS.length > 0) broken()
  const joined = new Uint8Array(2 * length)
  for (const [at, number] of [r, s].entries()) {
    // A leading zero only says that the number is positive.
    const digits = number[0] === 0 ? number.subarray(1) : number
    if (digits.length > length) broken()
    joined.set(digits, (at + 1) * length - digits.length)
  }
  return joined
}

/** The content of the first element, which must have this tag, and the bytes after it. */
function element(bytes: Uint8Array, tag: number): readonly [content: Uint8Array, after: Uint8Array] {
  const [first, short = 0, long = 0] = bytes
  // P-521 needs the form with one further byte of length.
  const [start, length] = short === 0x81 ? [3, long] : [2, short]
  if (first !== tag || short > 0x81 || bytes.length < start + length) broken()
  return [bytes.subarray(start, start + length), bytes.subarray(start + length)]
}

function broken(): never {
  throw new Error('the signature is not an ECDSA signature in DER')
}
