/** An authenticator in software: it signs any text, so that tests can send answers that browsers would not. */
const encoder = new TextEncoder()

/** Node's types have no global name for a key. */
type Key = Parameters<typeof crypto.subtle.sign>[1]

interface Pair {
  readonly privateKey: Key
  readonly publicKey: Key
}

interface Given {
  readonly challenge: string
  readonly origin?: string
  readonly hostname?: string
  readonly counter?: number
  /** Bits of the flags: user present 1, user verified 4. */
  readonly flags?: number
  readonly userHandle?: string
}

export class Authenticator {
  readonly #pair: Pair
  readonly id: string

  private constructor(pair: Pair) {
    this.#pair = pair
    this.id = base64(crypto.getRandomValues(new Uint8Array(16)))
  }

  static async make(): Promise<Authenticator> {
    // The cast: the platform's types do not tell pairs from single keys.
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    return new Authenticator(pair as Pair)
  }

  /** The answer to `navigator.credentials.create`, without an attestation statement. */
  async attest(given: Given) {
    const raw = new Uint8Array((await crypto.subtle.exportKey('raw', this.#pair.publicKey)) as ArrayBuffer)
    // COSE (RFC 9053): kty EC2, alg ES256, crv P-256, x and y.
    const key = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32, ...raw.slice(1, 33), 0x22, 0x58, 32, ...raw.slice(33)]
    const id = bytesOf(this.id)
    const data = [...(await head(given, 0x40)), ...new Uint8Array(16), 0, id.length, ...id, ...key]
    const text = (value: string) => [0x60 + value.length, ...encoder.encode(value)]
    const cbor = [0xa3, ...text('fmt'), ...text('none'), ...text('attStmt'), 0xa0, ...text('authData')]
    const attestationObject = base64([...cbor, 0x59, data.length >> 8, data.length & 0xff, ...data])
    return this.#answer({ clientDataJSON: client('webauthn.create', given), attestationObject })
  }

  /** The answer to `navigator.credentials.get`. */
  async assert(given: Given) {
    const data = await head(given, 0)
    const clientDataJSON = client('webauthn.get', given)
    const hash = await crypto.subtle.digest('SHA-256', bytesOf(clientDataJSON))
    const signed = new Uint8Array([...data, ...new Uint8Array(hash)])
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signature = new Uint8Array(await crypto.subtle.sign(algorithm, this.#pair.privateKey, signed))
    const { userHandle: handle = '' } = given
    const userHandle = handle === '' ? null : base64([...encoder.encode(handle)])
    return this.#answer({
      clientDataJSON,
      authenticatorData: base64(data),
      signature: base64(der(signature)),
      userHandle,
    })
  }

  #answer<Response>(response: Response) {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response }
  }
}

async function head({ hostname = 'pannier.test', counter = 0, flags = 5 }: Given, more: number): Promise<number[]> {
  const hash = await crypto.subtle.digest('SHA-256', encoder.encode(hostname))
  const count = [24, 16, 8, 0].map((bits) => (counter >> bits) & 0xff)
  return [...new Uint8Array(hash), flags | more, ...count]
}

function client(type: string, { challenge, origin = 'https://pannier.test' }: Given): string {
  return base64([...encoder.encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }))])
}

/** `SEQUENCE { INTEGER r, INTEGER s }` (X.690). */
function der(signature: Uint8Array): number[] {
  const integer = (bytes: number[]) => {
    const short = bytes.slice(bytes.findIndex((byte) => byte !== 0))
    const positive = (short[0] ?? 0) & 0x80 ? [0, ...short] : short
    return [0x02, positive.length, ...positive]
  }
  const body = [...integer([...signature.slice(0, 32)]), ...integer([...signature.slice(32)])]
  return [0x30, body.length, ...body]
}

function base64(bytes: Uint8Array | readonly number[]): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
}
