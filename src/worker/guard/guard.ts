/**
 * The guard before dispatch checks, in this order: sizes, body length, address bucket, authentication, the principal's
 * bucket, role, policy, overload. Invariant: a refused request has touched no tier and no object, except an operator's own
 * account.
 */
import { isForOperators } from '../../contract/access.ts'
import { CSV, IMPORT_PREFIX, JSON_LINES } from '../../contract/http/import.ts'
import { MEDIA_LIMIT_BYTES, MEDIA_UPLOAD, UPLOAD_TYPE } from '../../contract/http/media.ts'
import { FORM, PAY_PREFIX } from '../../contract/http/payment.ts'
import { Problem } from '../../contract/problem.ts'
import { classOf } from '../../domain/policy/class-of.ts'
import type { RequestContext } from '../context.ts'
import { outerOf } from '../http/inner-request.ts'
import { addressKey } from './address.ts'
import { authenticate } from './authenticate.ts'
import {
  BODY_LIMIT_BYTES,
  checkDeclared,
  IMPORT_LIMIT_BYTES,
  readBounded,
  readFile,
  readForm,
  readJson,
} from './body.ts'
import type { LimitClass } from './limits.ts'
import { checkOperator } from './operator.ts'
import { takeReason } from './reason.ts'
import { forbidden } from './refusals.ts'
import { refuseCrossSite } from './same-site.ts'
import { refuseOversized } from './sizes.ts'

/** Throws the problem to answer, synchronously or in the promise. Most public reads pass without a promise. */
export function guard(c: RequestContext): undefined | Promise<void> {
  const checked = check(c)
  return checked ? checked.then(() => enter(c)) : enter(c)
}

/** Last, so that the time of a slow body, or of a request that is refused, does not count as work. */
function enter(c: RequestContext): undefined | Promise<void> {
  const { method, path } = c.req
  const its = classOf(path)
  const { policies, overload } = c.get('ports')
  const work = (): undefined | Promise<void> => {
    const left = overload.enter(its)
    if (left instanceof Promise) return left.then((leave) => c.set('leave', leave))
    if (left) c.set('leave', left)
    return undefined
  }
  const admitted = policies.admit(its, method, path)
  return admitted ? admitted.then(work) : work()
}

function check(c: RequestContext): undefined | Promise<void> {
  const { path, method } = c.req
  const reads = method === 'GET' || method === 'HEAD'
  refuseOversized(c.req.raw)
  if (!reads || c.get('access') !== 'public' || path.startsWith('/v1/auth/')) return guardAll(c, reads)
  if (SEARCHED.has(path) && c.req.raw.url.includes('query=')) return guardSearch(c)
  return takeOfAddress(c)
}

/** Takes a unit of the address's bucket; the page of an inner request has already taken it. */
export function takeOfAddress(c: RequestContext): undefined | Promise<void> {
  const outer = outerOf(c.req.raw)
  if (!outer) return take(c, 'address', addressOf(c))
  c.set('limitHeaders', outer.limitHeaders)
  return undefined
}

/** Takes one unit; refusals carry the remaining units too. Returns undefined when the isolate decided by itself. */
function take(c: RequestContext, limit: LimitClass, key: string): undefined | Promise<void> {
  const taken = c.get('ports').limits.take(limit, key)
  if (taken instanceof Promise) return taken.then((headers) => c.set('limitHeaders', headers))
  c.set('limitHeaders', taken)
  return undefined
}

/** Searches cost the record far more than other public reads, so they have a bucket of their own. */
async function guardSearch(c: RequestContext): Promise<void> {
  await takeOfAddress(c)
  await take(c, 'search', addressOf(c))
}

async function guardAll(c: RequestContext, reads: boolean): Promise<void> {
  const { path } = c.req
  const isImport = path.startsWith(IMPORT_PREFIX)
  const isUpload = path === MEDIA_UPLOAD
  const limitBytes = isUpload ? MEDIA_LIMIT_BYTES : isImport ? IMPORT_LIMIT_BYTES : BODY_LIMIT_BYTES
  // A large body, with or without a declared length, is read only after its sender is authenticated, because strangers
  // must not fill the isolate's memory.
  const waits = (isImport || isUpload) && !reads
  if (waits) checkDeclared(c.req.raw, limitBytes)
  let body = reads || waits ? null : await readBounded(c.req.raw, limitBytes)
  const address = addressOf(c)
  const counted = isLoopback(c) ? undefined : takeOfAddress(c)
  if (counted) await counted
  const access = c.get('access')
  if (access === 'public') {
    if (path.startsWith('/v1/auth/')) await take(c, 'login', address)
  } else {
    const known = authenticate(c)
    const principal = known instanceof Promise ? await known : known
    if (!principal) throw unauthenticated()
    c.set('principal', principal)
    const taken = take(c, reads ? 'read' : path === CHECKOUT ? 'checkout' : 'write', principal.id)
    if (taken) await taken
    if (!access.includes(principal.role)) throw forbidden(access)
    if (isForOperators(access)) await checkOperator(c, principal, access)
  }
  if (!reads && path.startsWith(OPERATORS)) takeReason(c)
  if (reads) return
  const contentType = c.req.header('content-type') ?? ''
  if (isUpload) {
    // The route reads the file, a few at a time.
    if (UPLOAD_TYPE.test(contentType)) return
    throw new Problem('unsupported_media_type', 'Send the image as image/* or application/octet-stream.')
  }
  if (waits) body = await readBounded(c.req.raw, limitBytes)
  if (FORM_TYPE.test(contentType)) refuseCrossSite(c)
  if (body && body.byteLength > 0) {
    const text = readBody(c, path, contentType, body)
    // Release the bytes: megabytes must not stay in memory beside their text.
    body = null
    // Hono keeps the text as a promise, although its types do not say so.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
  }
}

/** The key of the network address, from the platform's own header, because clients can forge a forwarded one. */
export function addressOf(c: RequestContext): string {
  return addressKey(c.req.header('cf-connecting-ip') ?? 'local')
}

/**
 * Whether this is a signed webhook from within this worker, which has no address. Such webhooks would share one bucket,
 * and one noisy payment would delay the others. On the platform every outside request has the header.
 */
function isLoopback(c: RequestContext): boolean {
  return c.req.path.startsWith('/v1/webhooks/') && c.req.header('cf-connecting-ip') === undefined
}

function unauthenticated(): Problem {
  const detail = 'Send a valid access token as Authorization: Bearer <token>. With a server key, also send X-User-Id.'
  return new Problem('unauthenticated', detail)
}

const SEARCHED: ReadonlySet<string> = new Set(['/v1/products', '/v1/suggestions'])
const OPERATORS = '/v1/admin/'
/** Checkout holds stock that other shoppers want, so it has the narrowest limit class. */
const CHECKOUT = '/v1/checkout'

/** The media types that the routes' validators read as JSON. */
const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i
const LINES_TYPE = new RegExp(`^\\s*(${CSV}|${JSON_LINES})\\s*(;|$)`, 'i')
const FORM_TYPE = new RegExp(`^\\s*${FORM}\\s*(;|$)`, 'i')

/** Returns the strictly checked text of a body; the value of a JSON body is stored in the context. */
function readBody(c: RequestContext, path: string, contentType: string, body: Uint8Array): string {
  if (path.startsWith(IMPORT_PREFIX)) {
    if (LINES_TYPE.test(contentType)) return readFile(body, contentType)
    throw new Problem('unsupported_media_type', `Send the body as ${CSV} or ${JSON_LINES}.`)
  }
  if (JSON_TYPE.test(contentType)) {
    const { text, value } = readJson(body)
    c.set('json', value)
    return text
  }
  // Only the payment pages, which work without JavaScript, may send forms. They have no sign-in that a form of another
  // site could use.
  if (path.startsWith(PAY_PREFIX) && FORM_TYPE.test(contentType)) return readForm(body)
  throw new Problem('unsupported_media_type', 'Send the body as application/json.')
}
