/**
 * Uploads say nothing about their maker, place and time. Invariants: none of it is stored; pixels, colour profile and
 * orientation stay; no bytes make the cleaning fail, loop, or change an image that is clean.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImage } from '../../../src/domain/media/read-image.ts'
import { avifWith, IMAGES, joined, turnedJpeg } from '../../support/images.ts'

const of = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** Three by two pixels with XMP and a comment, made by ImageMagick. */
const MADE = {
  jpeg: of(
    '/9j/4AAQSkZJRgABAQAAAQABAAD//gAQU2VjcmV0IGNvbW1lbnT/4QE+aHR0cDovL25zLmFkb2JlLmNvbS94YXAvMS4wLwA8P3hwYWNrZXQgYmVnaW49IiIgaWQ9Ilc1TTBNcENlaGlIenJlU3pOVGN6a2M5ZCI/Pjx4OnhtcG1ldGEgeG1sbnM6eD0iYWRvYmU6bnM6bWV0YS8iPjxyZGY6UkRGIHhtbG5zOnJkZj0iaHR0cDovL3d3dy53My5vcmcvMTk5OS8wMi8yMi1yZGYtc3ludGF4LW5zIyI+PHJkZjpEZXNjcmlwdGlvbiByZGY6YWJvdXQ9IiIgeG1sbnM6ZGM9Imh0dHA6Ly9wdXJsLm9yZy9kYy9lbGVtZW50cy8xLjEvIiBkYzpjcmVhdG9yPSJMaSBIdWEiLz48L3JkZjpSREY+PC94OnhtcG1ldGE+PD94cGFja2V0IGVuZD0idyI/Pv/bAEMAAwICAwICAwMDAwQDAwQFCAUFBAQFCgcHBggMCgwMCwoLCw0OEhANDhEOCwsQFhARExQVFRUMDxcYFhQYEhQVFP/bAEMBAwQEBQQFCQUFCRQNCw0UFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFP/AABEIAAIAAwMBEQACEQEDEQH/xAAUAAEAAAAAAAAAAAAAAAAAAAAI/8QAGxAAAAcBAAAAAAAAAAAAAAAAAAIEBRZVk9H/xAAVAQEBAAAAAAAAAAAAAAAAAAADCf/EABsRAAAHAQAAAAAAAAAAAAAAAAADBhZVk9IE/9oADAMBAAIRAxEAPwADyF1s1m5+ijTESUTzUFZAPRTyZ9xmh//Z',
  ),
  png: of(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAAIGNIUk0AAHomAACAhAAA+gAAAIDoAAB1MAAA6mAAADqYAAAXcJy6UTwAAAAJUExURf8AAAAA/////xSXxWgAAAABYktHRAJmC3xkAAAAB3RJTUUH6gsdFxElrxxutQAAATR6VFh0UmF3IHByb2ZpbGUgdHlwZSB4bXAAACiRbZJLcsQgDET3nCJHwGrRwschNuxSlWWOn9Z4Jpl8cBVgJLWeBOXj7b285LAeBQdW9KjcCL6yhVulsTG4c+K0HFV7z30LND9R/YzqkFfn7j1GWGFriOGzObVKClCQGRYmjugY0akwnpmEm9X858EZSFvKC8ILV+bHuAxf7ktSKWR0EqOZu/OXyGVLoR5ewqNiKHDFbdgMednkkmPYwoY9P+0qTLNpPi8RrQg1IFOX6HZmhrQ/MwhADVG5xj2qXHexTzHd7SrHlEz8Vx/LT1w54QH7xFoVYDy+OdNPc1Ncy3ZwZmnIAmzi1hndUIqNG0vjJhYFp7gf3K3qjnRqWaT4bT0Iy9XG++GfO8rzf56HCK7noJ7e7rd8Atlci6AaDi/FAAAADElEQVQI12NgYAgBAABYAFVdkbQUAAAAFnRFWHRjb21tZW50AFNlY3JldCBjb21tZW50fJ7wYgAAACV0RVh0ZGF0ZTpjcmVhdGUAMjAyNi0xMS0yOVQyMzoxNzozNyswMDowMPFxTMIAAAAldEVYdGRhdGU6bW9kaWZ5ADIwMjYtMTEtMjlUMjM6MTc6MzcrMDA6MDCALPR+AAAAAElFTkSuQmCC',
  ),
  webp: of(
    'UklGRoIBAABXRUJQVlA4WAoAAAAAAAAAAgAAAQAAVlA4IDwAAABwAgCdASoDAAIAAMASJaACdLoB+AH4AAMyld8AAP7/idfTVmaD7AkK0n/sq+EyP/VM/+8Z50Fzf1oAAABYTVAAHwEAADw/eHBhY2tldCBiZWdpbj0iIiBpZD0iVzVNME1wQ2VoaUh6cmVTek5UY3prYzlkIj8+PHg6eG1wbWV0YSB4bWxuczp4PSJhZG9iZTpuczptZXRhLyI+PHJkZjpSREYgeG1sbnM6cmRmPSJodHRwOi8vd3d3LnczLm9yZy8xOTk5LzAyLzIyLXJkZi1zeW50YXgtbnMjIj48cmRmOkRlc2NyaXB0aW9uIHJkZjphYm91dD0iIiB4bWxuczpkYz0iaHR0cDovL3B1cmwub3JnL2RjL2VsZW1lbnRzLzEuMS8iIGRjOmNyZWF0b3I9IkxpIEh1YSIvPjwvcmRmOlJERj48L3g6eG1wbWV0YT48P3hwYWNrZXQgZW5kPSJ3Ij8+AA==',
  ),
}

/** A block of EXIF as phones write it: the camera, the orientation, and a place. */
function phoneExif(orientation: number): Uint8Array {
  const make = 'PannierCam\0\0'
  const block = Buffer.alloc(8 + 2 + 3 * 12 + 4)
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    block.writeUInt16LE(tag, at)
    block.writeUInt16LE(type, at + 2)
    block.writeUInt32LE(count, at + 4)
    block.writeUInt32LE(value, at + 8)
  }
  block.write('II*\0\x08\0\0\0\x03\0', 'latin1')
  entry(10, 0x010f, 2, make.length, block.byteLength)
  entry(22, 0x0112, 3, 1, orientation)
  entry(34, 0x8825, 4, 1, block.byteLength + make.length)
  return joined(block, latin(make), latin('\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0'), latin('52.5163N 13.3777E'))
}

const big = (size: number) =>
  latin(String.fromCharCode((size >> 24) & 255, (size >> 16) & 255, (size >> 8) & 255, size & 255))
const app = (marker: number, content: Uint8Array) =>
  joined(new Uint8Array([0xff, marker]), big(content.byteLength + 2).subarray(2), content)
const chunk = (type: string, content: Uint8Array) =>
  joined(big(content.byteLength), latin(type), content, new Uint8Array(4))
const riff = (type: string, content: Uint8Array) => {
  const even = joined(content, new Uint8Array(content.byteLength % 2))
  return joined(latin(type), big(content.byteLength).toReversed(), even)
}
const ICC = 'a colour profile'
/** The part that says that the colours of a JPEG are stored as brightness and differences. */
const ADOBE = 'Adobe\0d\0\0\0\0\x01'

/** Each file of ImageMagick with a colour profile, and with EXIF, IPTC and the preview that cameras and editors add. */
const FILES: { readonly [Name in keyof typeof MADE]: (orientation: number) => Uint8Array<ArrayBuffer> } = {
  jpeg: (orientation) =>
    joined(
      MADE.jpeg.subarray(0, 2),
      app(0xe0, latin('JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01PREVIEW')),
      app(0xe1, joined(latin('Exif\0\0'), phoneExif(orientation))),
      app(0xe2, latin(`ICC_PROFILE\0\x01\x01${ICC}`)),
      app(0xe2, latin('MPF\0PREVIEW')),
      app(0xed, latin('Photoshop 3.0\x008BIM\x04\x04Li Hua, Berlin')),
      app(0xed, latin('Adobe_Photoshop2.5:\x008BIM\x04\x04Li Hua, Berlin')),
      app(0xed, latin('Adobe_CM\0Li Hua')),
      app(0xee, latin(`${ADOBE}Li Hua`)),
      app(0xe5, latin('ICC_PROFILEs of Li Hua')),
      app(0xf3, latin('Li Hua')),
      MADE.jpeg.subarray(2),
    ),
  png: (orientation) =>
    joined(
      MADE.png.subarray(0, 33),
      chunk('iCCP', latin(ICC)),
      chunk('eXIf', phoneExif(orientation)),
      MADE.png.subarray(33),
    ),
  webp(orientation) {
    const [head, rest] = [MADE.webp.slice(0, 30), MADE.webp.subarray(30)]
    head[20] = 0x20 | 0x08 | 0x04
    const all = joined(
      head,
      riff('ICCP', latin(ICC)),
      rest,
      riff('EXIF', phoneExif(orientation)),
      riff('note', latin('Li Hua')),
    )
    all.set(big(all.byteLength - 8).toReversed(), 4)
    return all
  },
}
const NAMES = ['jpeg', 'png', 'webp'] as const
const SECRETS =
  /Li Hua|PannierCam|52\.5163N|Secret comment|PREVIEW|xmpmeta|Berlin|8BIM|MPF|tEXt|zTXt|iTXt|eXIf.{0,9}II/s

function cleaned(bytes: Uint8Array) {
  const read = readImage(bytes)
  if (!read.ok) throw new Error(read.refusal)
  return read.value
}

describe.each(NAMES)('a %s', (name) => {
  it('camera, place, maker, comments and previews go, and the colour profile stays', () => {
    const file = FILES[name](1)
    expect(textOf(file)).toMatch(SECRETS)
    const text = textOf(cleaned(file).bytes)
    expect(text).not.toMatch(SECRETS)
    expect(text).not.toMatch(/exif/i)
    expect(text).toContain(ICC)
    if (name === 'jpeg') expect(text).toContain(`\xff\xee\0\x0e${ADOBE}\xff`)
  })

  it('the orientation stays, and nothing else of its block', () => {
    const image = cleaned(FILES[name](6))
    const text = textOf(image.bytes)
    expect(text).not.toMatch(SECRETS)
    const entry = '\x01\x12\0\x03\0\0\0\x01\0\x06\0\0'
    expect(text.split(`MM\0*\0\0\0\x08\0\x01${entry}\0\0\0\0`)).toHaveLength(2)
    expect([image.width, image.height]).toEqual(name === 'webp' ? [3, 2] : [2, 3])
  })

  it('the pixels stay as they are, and a clean file is not changed again', () => {
    const [bare, turned] = [cleaned(MADE[name]).bytes, cleaned(FILES[name](6)).bytes]
    for (const bytes of [bare, turned]) expect(cleaned(bytes).bytes).toEqual(bytes)
    const pixels = { jpeg: '\xff\xda', png: 'IDAT', webp: 'VP8 ' }[name]
    const from = (bytes: Uint8Array) => textOf(bytes).slice(textOf(bytes).indexOf(pixels)).slice(0, 20)
    expect(from(turned)).toBe(from(MADE[name]))
  })

  it('no change and no truncation of a file makes the cleaning fail or leaves a place', () => {
    const file = FILES[name](6)
    const edits = fc.array(fc.tuple(fc.nat(file.byteLength - 1), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(edits, fc.integer({ min: 1, max: file.byteLength }), (changes, length) => {
        const copy = file.slice()
        for (const [at, byte] of changes) copy[at] = byte
        for (const bytes of [copy, copy.subarray(0, length)]) {
          const read = readImage(bytes)
          if (!read.ok) continue
          expect(read.value.bytes.byteLength).toBeLessThanOrEqual(bytes.byteLength + 64)
          expect(readImage(read.value.bytes)).toEqual(read)
        }
      }),
      { numRuns: 1_500 },
    )
  })
})

it('EXIF and XMP of an AVIF are overwritten, and its pixels stay', () => {
  const file = avifWith(joined(new Uint8Array(4), phoneExif(6)), latin('<x:xmpmeta>Li Hua</x:xmpmeta>'))
  expect(textOf(file)).toMatch(SECRETS)
  const { bytes, width, height } = cleaned(file)
  expect([bytes.byteLength, width, height]).toEqual([file.byteLength, 3, 2])
  expect(textOf(bytes)).not.toMatch(SECRETS)
  expect(textOf(bytes)).toContain(textOf(IMAGES.avif.subarray(248)))
  expect(cleaned(bytes).bytes).toEqual(bytes)
  expect(cleaned(IMAGES.avif).bytes).toEqual(IMAGES.avif)
})

it('no change of an AVIF makes the cleaning fail, or takes long', () => {
  const file = avifWith(joined(new Uint8Array(4), phoneExif(6)), latin('<x:xmpmeta/>'))
  const edits = fc.array(fc.tuple(fc.nat(file.byteLength - 1), fc.nat(255)), { maxLength: 6 })
  fc.assert(
    fc.property(edits, (changes) => {
      const copy = file.slice()
      for (const [at, byte] of changes) copy[at] = byte
      const read = readImage(copy)
      if (read.ok) expect(readImage(read.value.bytes)).toEqual(read)
    }),
    // The example puts the metadata into the lists of the file, which the cleaning reads.
    {
      numRuns: 3_000,
      examples: [
        [
          [
            [336, 0],
            [132, 113],
          ],
        ],
      ],
    },
  )
})

it('every orientation stays as it was, and a number that is none is dropped', () => {
  for (let orientation = 2; orientation <= 8; orientation++) {
    const { bytes, width } = cleaned(turnedJpeg(orientation))
    expect(bytes.byteLength).toBe(IMAGES.jpeg.byteLength + 36)
    expect(width).toBe(orientation >= 5 ? 2 : 3)
  }
  for (const orientation of [0, 1, 9, 255]) expect(cleaned(turnedJpeg(orientation)).bytes).toEqual(IMAGES.jpeg)
})

it('a file of millions of parts is cleaned in one pass', () => {
  const parts = Buffer.alloc(4_000_000, Buffer.from([0xff, 0xfe, 0, 2, 0xff, 0xdd, 0, 2]))
  const file = joined(IMAGES.jpeg.subarray(0, 2), parts, IMAGES.jpeg.subarray(2))
  const began = performance.now()
  expect(cleaned(file).bytes.byteLength).toBe(IMAGES.jpeg.byteLength + 2_000_000)
  expect(performance.now() - began).toBeLessThan(10_000)
})

it('a PDF that comes to the front when other parts go is found', () => {
  const before = app(0xfe, new Uint8Array(2_000))
  const pdf = app(0xdd, latin('%PDF-1.7'))
  expect(readImage(joined(IMAGES.jpeg.subarray(0, 2), before, pdf, IMAGES.jpeg.subarray(2)))).toEqual({
    ok: false,
    refusal: 'disguise',
  })
})
