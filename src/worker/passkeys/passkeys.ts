/**
 * Passkeys by @simplewebauthn/server: options for browsers, and the verification of their answers.
 * Invariants: an answer is for an origin of this shop and its name, and for a challenge that Pannier made for this use; the
 * device has verified its user, so a passkey is as good as a password.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type * as z from 'zod/mini'
import type { assertionSchema, attestationSchema } from '../../contract/http/passkeys.ts'
import { Problem } from '../../contract/problem.ts'
import type { SignedIn, User } from '../../contract/rpc/account.ts'
import type { Answered, Passkey } from '../../domain/account/passkeys.ts'
import { newId } from '../../domain/id.ts'
import type { IdentityPorts } from '../identity/ports.ts'
import { countedSignIn, type RequestOrigin, refused, signInLocked } from '../identity/sign-in.ts'
import { callObject, ObjectDown } from '../object-call.ts'
import { newChallenge, readChallenge } from './challenge.ts'
import type { Party } from './party.ts'

export type Attestation = z.infer<typeof attestationSchema>
export type Assertion = z.infer<typeof assertionSchema>

/** ES256 and RS256, which every browser and authenticator has between them. */
const ALGORITHMS = [-7, -257]
const TIMEOUT_MS = 5 * 60_000
const SIGN_IN = 'in'
const USER_ID = /^usr_[0-9A-HJKMNP-TV-Z]{26}$/

export async function signInOptions({ seal }: IdentityPorts, { id: rpID }: Party) {
  const options = await generateAuthenticationOptions({
    rpID,
    challenge: await newChallenge(seal, SIGN_IN),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
  })
  return present(options)
}

export async function addOptions({ seal }: IdentityPorts, { id }: Party, user: User, known: readonly Passkey[]) {
  const options = await generateRegistrationOptions({
    ...{ rpName: id, rpID: id, userID: Uint8Array.from(new TextEncoder().encode(user.id)) },
    ...{ userName: user.email, userDisplayName: user.name ?? user.email },
    challenge: await newChallenge(seal, user.id),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    // Discoverable, so that a sign-in needs no e-mail address.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
  return present(options)
}

/** A new passkey of this user. Throws `passkey_refused`. */
export async function readAttestation(ports: IdentityPorts, party: Party, userId: string, response: Attestation) {
  const { challenge, answered } = answering(ports, userId)
  const verified = await verifyRegistrationResponse({
    // The cast: the package's type has the fields that it does not read.
    response: { ...response, clientExtensionResults: {} } as never,
    expectedChallenge: challenge,
    expectedOrigin: party.origins,
    expectedRPID: party.id,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null)
  const used = answered()
  if (!verified?.verified || !used) throw passkeyRefused()
  const { id, publicKey, counter } = verified.registrationInfo.credential
  return { id: newId('pky', Date.now()), credentialId: id, publicKey: toBase64(publicKey), counter, ...used }
}

export function passkeyRefused(): Problem {
  return new Problem('passkey_refused', 'The passkey was not accepted. Ask for new options, and try again.')
}

/** Throws `invalid_credentials`, `login_locked` or `rate_limited`, like a sign-in by a password. */
export function signInByPasskey(
  ports: IdentityPorts,
  response: Assertion,
  { from, requestId, device }: RequestOrigin,
  { party, locale }: { readonly party: Party; readonly locale: string },
): Promise<SignedIn> {
  const { objects, seal, watch } = ports
  return countedSignIn(ports, async () => {
    const userId = userIn(response)
    await watch.tryLogin(from, await seal.tagOf(userId ?? 'nobody'))
    try {
      const signedIn = await judge(userId)
      await watch.forgive(from)
      return signedIn
    } catch (error) {
      // An outage is not a failed attempt and must not lock out a client that retries.
      if (error instanceof ObjectDown) await watch.forgive(from)
      throw error
    }
  })

  async function judge(userId: string | null): Promise<SignedIn> {
    const wrong = () => refused(ports, { status: 'unknown' }, { from, subject: userId ?? '-' })
    if (userId === null) throw await wrong()
    const account = () => objects.account(userId)
    const found = await callObject(true, () => account().passkey(response.id, from.tag))
    if (found.status === 'locked') throw signInLocked(found.seconds)
    if (found.status === 'unknown') throw await wrong()
    const use = await readAssertion(ports, party, response, found.passkey)
    const answer = use
      ? await callObject(false, () => account().enterByPasskey(use, from.tag, requestId, device, locale))
      : await callObject(false, () => account().failPasskey(from.tag, requestId))
    if (answer.status !== 'in') throw await refused(ports, answer, { from, subject: userId })
    return answer
  }
}

/** Null unless the passkey has signed a challenge for a sign-in here. */
async function readAssertion(ports: IdentityPorts, party: Party, response: Assertion, passkey: Passkey) {
  const { challenge, answered } = answering(ports, SIGN_IN)
  const { credentialId: id, counter, publicKey } = passkey
  const verified = await verifyAuthenticationResponse({
    // The cast: as above.
    response: { ...response, clientExtensionResults: {} } as never,
    expectedChallenge: challenge,
    expectedOrigin: party.origins,
    expectedRPID: party.id,
    credential: { id, counter, publicKey: fromBase64(publicKey) },
  }).catch(() => null)
  const used = answered()
  if (!verified?.verified || !used) return null
  return { id: passkey.id, counter: verified.authenticationInfo.newCounter, ...used }
}

/** Judges the challenge of an answer, and remembers what it was. */
function answering({ seal }: IdentityPorts, use: string) {
  let known: Answered | null = null
  return {
    answered: () => known,
    async challenge(encoded: string): Promise<boolean> {
      known = await readChallenge(seal, use, new TextDecoder().decode(fromBase64(encoded)))
      return known !== null
    },
  }
}

/** The user handle of a passkey is the id of its user. */
function userIn({ response: { userHandle } }: Assertion): string | null {
  const id = userHandle ? new TextDecoder().decode(fromBase64(userHandle)) : ''
  return USER_ID.test(id) ? id : null
}

/** Without fields that are undefined, as JSON has them. */
function present<Options extends { readonly challenge: string }>(options: Options) {
  return JSON.parse(JSON.stringify(options)) as { challenge: string; [field: string]: unknown }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
