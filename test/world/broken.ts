/** A promise of the system that a history broke. */
export class Broken extends Error {
  override readonly name = 'Broken'
}
