/**
 * Takes in an image. Invariants: its content decides what it is; no more than the limit is held of it, for a few uploads
 * of the isolate at a time; the same content has the same name.
 */
import { MEDIA_LIMIT_BYTES } from '../../contract/http/media.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import { hexOf } from '../../domain/hex.ts'
import { MEDIA_TYPES, type Media, mediaName } from '../../domain/media/name.ts'
import type { Fault } from '../../domain/media/outline.ts'
import { MAX_PIXELS, MAX_SIDE, readImage } from '../../domain/media/read-image.ts'
import { readBounded } from '../guard/body.ts'

/** Ten megabytes each, twice while they are joined; an isolate has 128. */
const AT_ONCE = 3
const WAIT_MS = 5_000
const PAUSE_MS = 25
/** A cancelled request never reports its end, so its place is taken back after this time. */
const HOLD_MS = 60_000
const holders = new Set<{ readonly until: number }>()

export interface Taken {
  readonly media: Media
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Throws the refusal of what is no image. */
export async function takeImage<Value>(request: Request, use: (taken: Taken) => Promise<Value>): Promise<Value> {
  const holder = await enter()
  try {
    const given = await readBounded(request, MEDIA_LIMIT_BYTES)
    if (!given?.byteLength) throw new Problem('invalid_request', 'The body is empty. Send the file as the body.')
    const read = readImage(given)
    if (!read.ok) throw refusalOf(read.refusal)
    const { format, width, height, bytes } = read.value
    const digest = hexOf(await crypto.subtle.digest('SHA-256', bytes))
    const media = { digest, width, height, format }
    return await use({ media: { ...media, name: mediaName(media) }, bytes })
  } finally {
    holders.delete(holder)
  }
}

/** Looks again and again, because a promise that another request settles may not be awaited here. */
async function enter(): Promise<{ readonly until: number }> {
  const giveUpAt = Date.now() + WAIT_MS
  for (;;) {
    const now = Date.now()
    for (const holder of holders) if (holder.until < now) holders.delete(holder)
    if (holders.size < AT_ONCE) break
    if (now > giveUpAt) throw unavailable('Too many images are being uploaded. Try again.')
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  const holder = { until: Date.now() + HOLD_MS }
  holders.add(holder)
  return holder
}

function refusalOf(fault: Fault): Problem {
  if (fault === 'unknown') {
    const types = Object.values(MEDIA_TYPES).join(', ')
    return new Problem('unsupported_media_type', `The content is none of ${types}.`)
  }
  return new Problem('image_refused', DETAILS[fault])
}

const DETAILS: { readonly [F in Exclude<Fault, 'unknown'>]: string } = {
  damaged: 'The image is damaged or incomplete.',
  trailing: 'The file goes on after the end of the image. Save the image again without additions.',
  disguise: 'The file contains a page, a script, an archive or a PDF. Save the image again without additions.',
  large: `The image has more than ${MAX_PIXELS / 1e6} million pixels, or more than ${MAX_SIDE} on one side.`,
}
