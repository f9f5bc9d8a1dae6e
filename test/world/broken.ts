/** The error that a history throws when it breaks a promise of the system. */
export class Broken extends Error {
  override readonly name = 'Broken'
}
