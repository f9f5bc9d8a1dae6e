/**
 * The encoding of a file from a spreadsheet: its byte order mark decides, otherwise the declared charset, otherwise
 * UTF-8. Charsets have the names of the WHATWG Encoding Standard, such as `gb18030`, `windows-1252` and `utf-16le`.
 */

/** Exports in UTF-8 begin with this mark, because without it Excel uses the charset of its locale. */
export const BYTE_ORDER_MARK = '\ufeff'

const CHARSET = /;\s*charset="?([A-Za-z0-9_:-]{1,40})"?/i

/** Derived from the value, because only one of Node and Workers declares a global type with this name. */
export type Decoder = InstanceType<typeof TextDecoder>

/** The charset that a media type declares, or null. */
export function charsetOf(contentType: string): string | null {
  return CHARSET.exec(contentType)?.[1] ?? null
}

/**
 * A decoder that throws TypeError for bytes that are not of the encoding.
 * @param head the first three bytes of the file or more
 * @returns null for an unknown charset
 */
export function decoderOf(charset: string | null, head: Uint8Array): Decoder | null {
  try {
    return new TextDecoder(markedBy(head) ?? charset ?? 'utf-8', { fatal: true, ignoreBOM: false })
  } catch {
    return null
  }
}

/** The encoding that the byte order mark names, or null. */
function markedBy([first, second, third]: Uint8Array): string | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : null
}
