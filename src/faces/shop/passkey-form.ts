/** The credential in a form's field, as the pages' script has written it. */

/** Text that is not JSON becomes an empty object, which the API refuses. */
export function credentialIn(text: string): never {
  try {
    // The cast: the API checks it.
    return JSON.parse(text) as never
  } catch {
    return {} as never
  }
}
