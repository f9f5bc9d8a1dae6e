/**
 * Signs and verifies webhooks by the Standard Webhooks specification: HMAC-SHA256 over `<id>.<timestamp>.<body>`, with
 * symmetric keys as `whsec_<base64>`. Invariant: a verified body was signed with the secret within the last minutes,
 * and no byte has changed since.
 */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** `v1,<base64>`; during a rotation several, one for each secret, separated by spaces. */
  readonly 'webhook-signature': string
}

/** `whsec_` and 24–64 bytes in base64. */
export const WEBHOOK_SECRET = /^whsec_(?=.{32,88}$)(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const TOLERANCE_SECONDS = 5 * 60
/** Excludes dots, because a dot would make the border between id and timestamp ambiguous. */
const ID = /^[\w-]{1,255}$/
const SECONDS = /^\d{1,12}$/
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/
/** The number of signatures that are checked; a rotation has two. */
const MAX_SIGNATURES = 5
/** Characters of the header that are read: enough for five signatures and some of other schemes. */
const MAX_SIGNATURES_LENGTH = 1024

/** @param at seconds since 1970 */
export async function signWebhook(secret: string, id: string, at: number, body: string): Promise<WebhookHeaders> {
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(`${id}.${at}.${body}`))
  const text = btoa(String.fromCharCode(...new Uint8Array(signature)))
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${text}` }
}

/**
 * Whether the body was signed with the secret within the last minutes. A repeat within that time is verified again.
 * @param header returns the request's header of that name
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
  // Compare every signature, even after a match, so that the time reveals nothing.
  return given.map((each) => isSame(each, mac)).includes(true)
}

function keyOf(secret: string) {
  const bytes = fromBase64(secret.slice('whsec_'.length))
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** The well-formed signatures among the first few. Malformed ones are dropped before anything is hashed. */
function macsIn(header: string): readonly Uint8Array[] {
  const pieces = header.slice(0, MAX_SIGNATURES_LENGTH).split(' ')
  const texts = pieces.flatMap((piece) => SIGNATURE.exec(piece)?.[1] ?? [])
  return texts.slice(0, MAX_SIGNATURES).map(fromBase64)
}

/** Compares in a time that depends only on the length. */
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
