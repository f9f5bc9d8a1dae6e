/** Invariant: only a whole image of the four formats is accepted, with its true size, and nothing else in its clothes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImage } from '../../../src/domain/media/read-image.ts'
import { IMAGES, joined, pngOf, turnedJpeg } from '../../support/images.ts'

const FORMATS = Object.entries({ ...IMAGES })
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

describe('an image', () => {
  it.each(FORMATS)('the size of a %s is read from its content, and its pixels stay as they are', (name, bytes) => {
    const format =
      name === 'jpeg' || name === 'progressive' ? 'jpg' : name.toLowerCase().replace(/^(lossless|alpha)/, '')
    expect(readImage(bytes)).toEqual({ ok: true, value: { format, width: 3, height: 2, bytes } })
  })

  it.each(FORMATS)('every truncation of a %s is refused', (_, bytes) => {
    for (let length = 0; length < bytes.byteLength; length++) {
      expect(readImage(bytes.subarray(0, length)).ok, `${length} bytes`).toBe(false)
    }
  })

  it('a JPEG that was taken upright has width and height exchanged, as browsers show it', () => {
    expect(readImage(turnedJpeg())).toMatchObject({ ok: true, value: { width: 2, height: 3 } })
  })

  it('the preview and the zeros that cameras append to a JPEG are cut off', () => {
    const { jpeg } = IMAGES
    for (const rest of [jpeg, new Uint8Array(7)]) {
      expect(readImage(joined(jpeg, rest))).toMatchObject({ ok: true, value: { bytes: jpeg } })
    }
  })
})

describe('a file that is no image', () => {
  it.each([
    ['SVG', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unknown'],
    ['HTML', bytesOf('<!doctype html><script>alert(1)</script>'), 'unknown'],
    ['GIF', bytesOf('GIF89a\x01\0\x01\0\0\0\0;'), 'unknown'],
    ['nothing', new Uint8Array(), 'unknown'],
    ['an SVG behind the signature of a PNG', joined(IMAGES.png.subarray(0, 8), bytesOf('<svg/>'.repeat(9))), 'damaged'],
    ['a HEIC', bytesOf('\0\0\0\x14ftypheic\0\0\0\0mif1'), 'unknown'],
  ])('%s is refused', (_, bytes, refusal) => {
    expect(readImage(bytes)).toEqual({ ok: false, refusal })
  })

  it.each(FORMATS)('a page, an archive or anything else behind a %s is refused', (_, bytes) => {
    for (const rest of ['<html>', 'PK\x03\x04…', '\0\0\0\x08free<', ' ']) {
      expect(readImage(joined(bytes, bytesOf(rest))).ok, rest).toBe(false)
    }
  })

  it('a page, a PDF or the end of an archive inside of a part that readers skip is refused', () => {
    const zip = `PK\x05\x06${'\0'.repeat(16)}\x10\0`
    for (const text of ['x<script>alert(1)</script>', '<?php system(1)', '<!DOCTYPE html>', '%PDF-1.7', zip]) {
      expect(readImage(pngOf(3, 2, bytesOf(text))), text).toEqual({ ok: false, refusal: 'disguise' })
    }
    expect(readImage(pngOf(3, 2, bytesOf('<x:xmpmeta/> a < b'))).ok).toBe(true)
  })

  it('an image that needs far more memory than its file is refused', () => {
    expect(readImage(pngOf(10_000, 5_000)).ok).toBe(true)
    for (const [width, height] of [
      [10_000, 5_001],
      [12_001, 1],
      [4_294_967_295, 1],
    ] as const) {
      expect(readImage(pngOf(width, height))).toEqual({ ok: false, refusal: 'large' })
    }
    expect(readImage(pngOf(0, 5))).toEqual({ ok: false, refusal: 'damaged' })
  })

  it('no bytes make the reader fail or read an image beyond the file', () => {
    const changed = fc
      .constantFrom(...FORMATS)
      .chain(([, bytes]) =>
        fc.tuple(fc.constant(bytes), fc.array(fc.tuple(fc.nat(bytes.byteLength - 1), fc.nat(255)), { maxLength: 6 })),
      )
    fc.assert(
      fc.property(changed, ([bytes, edits]) => {
        const copy = bytes.slice()
        for (const [at, byte] of edits) copy[at] = byte
        const read = readImage(copy)
        if (read.ok) expect(read.value.bytes.byteLength).toBeLessThanOrEqual(copy.byteLength + 64)
      }),
      { numRuns: 3_000 },
    )
  })
})
