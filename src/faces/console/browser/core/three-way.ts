/**
 * Compares three states of one thing: as the operator found it, as the operator wants it, and as it is now because of
 * somebody else. Pure. Invariant: a field that only one side has changed needs no choice.
 */

export type Fields = { readonly [name: string]: unknown }

export interface Difference {
  readonly name: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
  /** The sides that have changed the field; `both` needs a choice. */
  readonly by: 'me' | 'them' | 'both'
}

/** Differences of the named fields, in their order. A field that both have changed to the same value is none. */
export function differences(
  names: readonly string[],
  base: Fields,
  mine: Fields,
  theirs: Fields,
): readonly Difference[] {
  return names.flatMap((name) => {
    const [was, wanted, is] = [base[name], mine[name], theirs[name]]
    if (isSame(wanted, is)) return []
    const byMe = !isSame(was, wanted)
    const byThem = !isSame(was, is)
    const by = byMe && byThem ? ('both' as const) : byMe ? ('me' as const) : ('them' as const)
    return [{ name, base: was, mine: wanted, theirs: is, by }]
  })
}

/** The fields of `to` that differ from `from`. */
export function changesOf(names: readonly string[], from: Fields, to: Fields): Fields {
  return Object.fromEntries(names.flatMap((name) => (isSame(from[name], to[name]) ? [] : [[name, to[name]]])))
}

/** Whether two JSON values are equal; the order of an object's fields does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  return textOf(a) === textOf(b)
}

function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
        : part,
    ) ?? ''
  )
}
