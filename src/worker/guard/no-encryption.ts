/**
 * Replaces jose's algorithms of encryption in the bundle (dev/left-out.ts): tokens are signed and never encrypted. With an
 * empty table jose refuses a key for one of them as it refuses a key for an unknown algorithm.
 */
export const JWE = {}

function unused(): never {
  throw new Error('jose is bundled without encryption')
}

export { unused as isJWECEKTransport, unused as jweAlgorithm, unused as jweEncryption }
