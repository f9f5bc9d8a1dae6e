/**
 * Growth of a parser's CPU time with its input. Invariant of everything measured here: at most linear, and at most a
 * few milliseconds for the longest input. An expression that backtracks quadratically fails both.
 */

/**
 * Lengths in characters. The last one is the platform's limit for all header fields together, and the guard's limit for
 * a body.
 */
const LENGTHS = [16 * 1024, 32 * 1024, 64 * 1024] as const
const [MIN_LENGTH, , MAX_LENGTH] = LENGTHS

/** A quick run below this time is not repeated. */
const CHEAP_MS = 2
/** Below this time the garbage collector and the compiler dominate the result. */
const COMPARED_MS = 5
/** CPU time of the fastest of several runs, with room for a busy machine: an idle one takes 1–4 ms. */
const MAX_MS = 20
/** Largest allowed growth for four times the input: linear is 4, quadratic 16. */
const MAX_GROWTH = 12
const RUNS = 8
const ROUNDS = 4

export type Run = (text: string) => unknown

export interface Cost {
  readonly name: string
  /** Milliseconds for the longest input. */
  readonly ms: number
  /** Time for the longest input divided by the time for the shortest; null where both are too short to compare. */
  readonly growth: number | null
}

/** Units that are repeated up to a length; each of them has broken some parser. */
export const HOSTILE: Readonly<Record<string, string>> = {
  letters: 'a',
  digits: '9',
  spaces: ' ',
  tabs: '\t',
  quotes: '"',
  'quoted letters': '"a',
  dots: 'a.',
  commas: 'a,',
  'commas and spaces': ', ',
  semicolons: ';q=0.1,',
  signatures: 'v1, ',
  'well-formed signatures': `v1,${'A'.repeat(43)}= `,
  equals: 'a=b;',
  ampersands: '&a=b',
  percents: '%41',
  'broken percents': '%4',
  slashes: '/a',
  'empty slashes': '//',
  colons: ':',
  'colons and digits': '1:',
  dashes: '1-',
  pluses: 'a+',
  braces: '[',
  brackets: '[]',
  'weak tags': 'W/"a",',
  'return=': 'return=minima ',
  'at signs': 'a@',
  backslashes: '\\',
  pipes: '|\\',
}

export const HOSTILE_UNICODE: Readonly<Record<string, string>> = {
  'combining marks out of order': '\u0301\u0323',
  'letters that expand': '\ufdfa',
  Chinese: '中',
  'no-break spaces': 'a\u00a0',
  emoji: '👩‍🚀',
}

export function textOf(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

/** @param make creates the input of a length; its own time is not measured */
export async function costOf<Input>(
  name: string,
  make: (length: number) => Input,
  run: (input: Input) => unknown,
): Promise<Cost> {
  const longest = make(MAX_LENGTH)
  const once = await timeOf(run, longest)
  if (once < CHEAP_MS) return { name, ms: once, growth: null }
  // A pause of the machine must not count. Only a slow run is measured again at length, and only a growth that every
  // round shows counts as growth.
  const shortest = make(MIN_LENGTH)
  let ms = once
  let growth = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS && growth > MAX_GROWTH; round++) {
    const longer = await fastest(run, longest)
    growth = Math.min(growth, longer / (await fastest(run, shortest)))
    ms = Math.min(ms, longer)
  }
  return { name, ms, growth: ms < COMPARED_MS ? null : growth }
}

/** The reason why this costs too much, or null. */
export function faultOf({ name, ms, growth }: Cost): string | null {
  if (ms > MAX_MS) return `${name}: ${ms.toFixed(1)} ms`
  if (growth !== null && growth > MAX_GROWTH && ms > COMPARED_MS) {
    return `${name}: ${ms.toFixed(1)} ms, ${growth.toFixed(1)} times that of a quarter of the input`
  }
  return null
}

async function fastest<Input>(run: (input: Input) => unknown, input: Input): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let left = RUNS; left > 0; left--) best = Math.min(best, await timeOf(run, input))
  return best
}

async function timeOf<Input>(run: (input: Input) => unknown, input: Input): Promise<number> {
  const before = process.cpuUsage()
  await run(input)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
