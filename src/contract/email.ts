/**
 * Accepts any e-mail address that could receive mail, internationalized ones too. It repeats Zod's `unicodeEmail`,
 * because an import would bundle all of Zod's patterns. The domain also excludes characters with a meaning in URLs.
 */
export const EMAIL = /^[^\s@"]{1,64}@[^\s@"/\\?#:%<>()[\],;]{1,255}$/u
