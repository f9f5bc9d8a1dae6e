/**
 * One form for all spellings of an e-mail address, so that one person does not get two accounts, and two people do not
 * share one. Case is folded on both sides of the @, as every large provider does. Dots and tags (+…) are kept, because
 * their meaning depends on the provider.
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
