/**
 * Finds other formats inside of an image, which a reader that ignores the declared type could take it for: markup of a
 * page, an archive, a PDF. Pure; it is a second line behind the answer's type, nosniff and policy.
 */
import { little16, nameAt } from './bytes.ts'

const MARKUP = /^(?:script|html|iframe|!doctype|\?php)[\s/>]/i
const MAX_MARKUP = 9
const PDF_WITHIN = 1_024
/** The end of an archive: 22 bytes and a comment of up to 64 KiB. */
const END_OF_ZIP = 'PK\x05\x06'
const ZIP_END_BYTES = 22
const ZIP_WITHIN = ZIP_END_BYTES + 0xffff

export function disguiseIn(bytes: Uint8Array): boolean {
  return hasMarkup(bytes) || isArchive(bytes) || nameAt(bytes, 0, PDF_WITHIN).includes('%PDF-')
}

function hasMarkup(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x3c); at !== -1; at = bytes.indexOf(0x3c, at + 1)) {
    if (MARKUP.test(nameAt(bytes, at + 1, MAX_MARKUP))) return true
  }
  return false
}

/** Whether the comment of an archive's end reaches exactly to the end of the file, as readers of archives require. */
function isArchive(bytes: Uint8Array): boolean {
  const first = Math.max(0, bytes.byteLength - ZIP_WITHIN)
  for (let at = bytes.indexOf(0x50, first); at !== -1; at = bytes.indexOf(0x50, at + 1)) {
    const isEnd = nameAt(bytes, at) === END_OF_ZIP
    if (isEnd && at + ZIP_END_BYTES + little16(bytes, at + 20) === bytes.byteLength) return true
  }
  return false
}
