/** Reads a file in chunks and cuts it into bodies for the import route. Memory holds at most a piece of a file of any size. */
import { createReadStream } from 'node:fs'
import { type Decoder, decoderOf } from '../../src/domain/import/charset.ts'
import { Cutter, type Format, type Piece } from '../../src/domain/import/pieces.ts'

/** The pieces are sent in UTF-8. */
export async function* piecesOf(file: string, format: Format, charset: string | null): AsyncGenerator<Piece> {
  const cutter = new Cutter(format)
  for await (const text of textOf(file, charset)) yield* cutter.push(text)
  yield* cutter.end()
}

/** @param charset of the file, or null for UTF-8; a byte order mark overrides it */
export async function* textOf(file: string, charset: string | null): AsyncGenerator<string> {
  let decoder: Decoder | null = null
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 64 * 1024 }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    decoder ??= decoderOf(charset, chunk)
    if (!decoder)
      throw new Error(`--charset ${charset} is not supported; use one such as gb18030, windows-1252 or utf-16le`)
    yield decoded(bytes, decoder, chunk)
  }
  if (decoder) yield decoded(bytes, decoder)
}

/** Invalid text ends the import, because no part of such a piece can be trusted. */
function decoded(bytes: number, decoder: Decoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new Error(
      `the file is not valid ${decoder.encoding.toUpperCase()} before byte ${bytes}; name its charset with --charset`,
    )
  }
}
