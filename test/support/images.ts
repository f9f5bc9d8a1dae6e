/** Small images of three by two pixels, made by libvips, and outlines of PNGs of any size. */

const of = (base64: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(base64, 'base64'))

/** A JPEG with a tag of the orientation; at 6 the camera was held upright. */
export function turnedJpeg(orientation = 6): Uint8Array<ArrayBuffer> {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0II*\0', 'latin1'),
    Buffer.from([8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]),
  ])
  const head = Buffer.from([0xff, 0xe1, 0, exif.byteLength + 2])
  return joined(IMAGES.jpeg.subarray(0, 2), head, exif, IMAGES.jpeg.subarray(2))
}

/**
 * The outline of a PNG, without pixels that a decoder could read.
 * @param padding bytes instead of pixels, so that the file gets any length
 */
export function pngOf(width: number, height: number, padding = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const pixels = padding.byteLength > 0 ? padding : new Uint8Array(1)
  const parts = [chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', new Uint8Array())]
  return joined(Buffer.from('89504e470d0a1a0a', 'hex'), ...parts)
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts))
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.byteLength)
  return joined(length, Buffer.from(type, 'latin1'), data, new Uint8Array(4))
}

/** The AVIF with items of EXIF and XMP, one behind its pixels and one in `idat`. */
export function avifWith(exif: Uint8Array, xmp: Uint8Array): Uint8Array<ArrayBuffer> {
  const { avif } = IMAGES
  const box = (type: string, ...parts: Uint8Array[]) => {
    const content = joined(...parts)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.byteLength + 8)
    return joined(length, Buffer.from(type, 'latin1'), content)
  }
  const hex = (digits: string) => Buffer.from(digits, 'hex')
  const word = (value: number) => hex(value.toString(16).padStart(8, '0'))
  const entry = (id: string, type: string) => box('infe', hex(`02000000${id}0000`), Buffer.from(`${type}\0`, 'latin1'))
  const list = box(
    'iinf',
    hex('000000000003'),
    avif.subarray(121, 142),
    entry('0002', 'Exif'),
    entry('0003', 'mime\0application/rdf+xml'),
  )
  const metaOf = (pixels: number) => {
    const place = (id: string, method: string, from: number, size: number) =>
      joined(hex(`${id}${method}00000001`), word(from), word(size))
    const places = box(
      'iloc',
      hex('0100000044000003'),
      ...[place('0001', '0000', pixels, 35), place('0002', '0000', pixels + 35, exif.byteLength)],
      place('0003', '0001', 0, xmp.byteLength),
    )
    return box('meta', hex('00000000'), avif.subarray(40, 73), places, list, avif.subarray(142, 240), box('idat', xmp))
  }
  const meta = metaOf(28 + metaOf(0).byteLength + 8)
  return joined(avif.subarray(0, 28), meta, box('mdat', avif.subarray(248), exif))
}

export const IMAGES = {
  png: of(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEElEQVQImWM4IWcDQQxwFgBHVAbNwGc67AAAAABJRU5ErkJggg==',
  ),
  jpeg: of(
    '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCSABTv/9k=',
  ),
  progressive: of(
    '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wgARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABkB0//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABBQJ//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAGPwJ//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPyF//9oADAMBAAIAAwAAABAP/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxB//9k=',
  ),
  webp: of('UklGRjQAAABXRUJQVlA4ICgAAABwAQCdASoDAAIAAsBMJaACdAFAAAD+7L2IwmknR/89M/9gf/JHwsAA'),
  losslessWebp: of('UklGRh4AAABXRUJQVlA4TBEAAAAvAkAAAAdQjyKXp/+BiOh/AAA='),
  alphaWebp: of(
    'UklGRloAAABXRUJQVlA4WAoAAAAQAAAAAgAAAQAAQUxQSAcAAAAAgICAgICAAFZQOCAsAAAAkAEAnQEqAwACAAFAJiWgAnS6AAOYAP7w+iuu8WlGv/vGf/3Gf/3Gf+7gAAA=',
  ),
  avif: of(
    'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANRtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAAA+AABAAAAAAAAACMAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRtAAAAAAABAAAAVGlwcnAAAAA2aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAAAMAAAACAAAADnBpeGkAAAAAAQgAAAAWaXBtYQAAAAAAAAABAAEDgQIDAAAAK21kYXQSAAoIOAQrSAhoNIAyFRlCYwTAADQAAJBAyRxhSOl+cEyp8Q==',
  ),
}
