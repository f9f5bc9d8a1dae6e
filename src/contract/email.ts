/**
 * What an e-mail address looks like: any that could receive mail, internationalized ones too. It is `unicodeEmail` of
 * Zod's own patterns, which would all come along with it; a domain has no characters that a URL gives a meaning.
 */
export const EMAIL = /^[^\s@"]{1,64}@[^\s@"/\\?#:%<>()[\],;]{1,255}$/u
