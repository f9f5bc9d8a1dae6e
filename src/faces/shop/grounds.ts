/** The background colour of each category's pictures, for the pages and for the pictures that the build draws. */
export const GROUNDS = ['sage', 'lavender', 'rose', 'apricot', 'sky'] as const
export type Ground = (typeof GROUNDS)[number]

/** The categories of the demo; neighbours in a list differ. */
const CHOSEN: Readonly<Record<string, Ground>> = {
  phones: 'sky',
  audio: 'lavender',
  computing: 'sage',
  home: 'rose',
  kitchen: 'apricot',
  tea: 'sage',
  snacks: 'apricot',
  books: 'rose',
  stationery: 'lavender',
  outdoor: 'sage',
  toys: 'sky',
}

/** Chooses the background of another category by a hash, so that it is always the same. */
export function groundOf(category: string): Ground {
  const chosen = Object.hasOwn(CHOSEN, category) ? CHOSEN[category] : undefined
  if (chosen) return chosen
  let sum = 0
  for (const sign of category) sum += sign.codePointAt(0) ?? 0
  return GROUNDS[sum % GROUNDS.length] ?? 'sage'
}
