/**
 * Signed webhooks after the Standard Webhooks specification: HMAC-SHA256 over `<id>.<timestamp>.<body>`, symmetric keys
 * as `whsec_<base64>`. Invariant: what verifies was signed with the secret, as it came, within the last minutes.
 */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** `v1,<base64>`; several, one for each secret of a rotation, are parted by spaces. */
  readonly 'webhook-signature': string
}

/** `whsec_` and 24–64 bytes in base64. */
export const WEBHOOK_SECRET = /^whsec_(?=.{32,88}$)(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const TOLERANCE_SECONDS = 5 * 60
/** Without a dot, which would let the border between id and timestamp be moved. */
const ID = /^[\w-]{1,255}$/
const SECONDS = /^\d{1,12}$/
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/
/** A rotation has two. */
const MOST_SIGNATURES = 5
/** Characters of the header that are read: five signatures, and some of schemes that are not ours. */
const LONGEST_SIGNATURES = 1024

/** @param at seconds since 1970 */
export async function signWebhook(secret: string, id: string, at: number, body: string): Promise<WebhookHeaders> {
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(`${id}.${at}.${body}`))
  const text = btoa(String.fromCharCode(...new Uint8Array(signature)))
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${text}` }
}

/**
 * Whether the body came from who has the secret, and lately. A repeat within that time verifies again.
 * @param header the request's header of that name
 * @param now milliseconds since 1970
 */
export async function verifyWebhook(
  secret: string,
  header: (name: keyof WebhookHeaders) => string | undefined,
  body: string,
  now: number,
): Promise<boolean> {
  const [id = '', at = ''] = [header('webhook-id'), header('webhook-timestamp')]
  if (!ID.test(id) || !SECONDS.test(at)) return false
  if (Math.abs(now / 1000 - Number(at)) > TOLERANCE_SECONDS) return false
  const given = macsIn(header('webhook-signature') ?? '')
  if (given.length === 0) return false
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(`${id}.${at}.${body}`)))
  // Every one is compared, whatever came before: the time tells nothing.
  return given.map((each) => isSame(each, mac)).includes(true)
}

function keyOf(secret: string) {
  const bytes = fromBase64(secret.slice('whsec_'.length))
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** The well-formed signatures among the first few. Malformed ones are dropped before anything is hashed. */
function macsIn(header: string): readonly Uint8Array[] {
  const pieces = header.slice(0, LONGEST_SIGNATURES).split(' ')
  const texts = pieces.flatMap((piece) => SIGNATURE.exec(piece)?.[1] ?? [])
  return texts.slice(0, MOST_SIGNATURES).map(fromBase64)
}

/** In a time that depends on the length only. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < b.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0)
  return difference === 0
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}
