/**
 * One form for all spellings of an e-mail address: the same person must not have two accounts, nor two people one.
 * Case is folded on both sides of the @, as every large provider does; dots and tags (+…) are the provider's matter.
 */
export function normalizeEmail(email: string): string {
  const text = email.trim().normalize('NFKC').toLowerCase()
  const at = text.lastIndexOf('@')
  return `${text.slice(0, at)}@${asciiDomain(text.slice(at + 1))}`
}

/** The domain in its ASCII form (IDNA, by the URL standard). Text that is not a domain stays as it is. */
function asciiDomain(domain: string): string {
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return domain
  }
}
