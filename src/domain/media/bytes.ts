/** Reads numbers and names of binary formats. Invariant: reading beyond the end gives zeros, never an error. */
export function big16(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)
}

export function big32(bytes: Uint8Array, at: number): number {
  return big16(bytes, at) * 0x1_00_00 + big16(bytes, at + 2)
}

export function little16(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8)
}

export function little24(bytes: Uint8Array, at: number): number {
  return little16(bytes, at) | (byteAt(bytes, at + 2) << 16)
}

export function little32(bytes: Uint8Array, at: number): number {
  return little24(bytes, at) + byteAt(bytes, at + 3) * 0x1_00_00_00
}

/** The bytes as characters, of which each is one byte. A hostile file has a million names, so none needs a view. */
export function nameAt(bytes: Uint8Array, at: number, length = 4): string {
  let name = ''
  for (const end = Math.min(at + length, bytes.byteLength); at < end; at++)
    name += String.fromCharCode(byteAt(bytes, at))
  return name
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}
