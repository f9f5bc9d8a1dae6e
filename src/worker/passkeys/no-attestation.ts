/**
 * Replaces the checks of attestation statements in the bundle (dev/left-out.ts). Pannier asks for no statement and trusts
 * none: a statement says who made the authenticator, and a shop accepts every maker.
 */
const isAccepted = async (): Promise<boolean> => true

export const verifyAttestationAndroidKey = isAccepted
export const verifyAttestationAndroidSafetyNet = isAccepted
export const verifyAttestationApple = isAccepted
export const verifyAttestationFIDOU2F = isAccepted
export const verifyAttestationPacked = isAccepted
export const verifyAttestationTPM = isAccepted

/** Without statements there are no certificates, and Pannier offers no post-quantum algorithms. */
export const SettingsService = { getRootCertificates: () => [], runtimeSupportsPQC: () => false }
export const MetadataService = {}

/** Throws: only the check of a statement has a certificate with a key. */
export function convertX509PublicKeyToCOSE(): never {
  throw new Error('certificates are not read')
}

export function getCertificateInfo(): never {
  return convertX509PublicKeyToCOSE()
}

export function isCertRevoked(): never {
  return convertX509PublicKeyToCOSE()
}

export function validateCertificatePath(): never {
  return convertX509PublicKeyToCOSE()
}

export function verifyMDSBlob(): never {
  return convertX509PublicKeyToCOSE()
}
