/** Reads the header of a CSV file that must have certain columns, in any order and without further ones. */
import { trimmed } from '../pasted.ts'
import { accept, type Result, refuse } from '../result.ts'
import { type HeaderFault, headerFault, headerNames, unknownColumns } from './product-columns.ts'

/** The index of each column, and the number of columns. */
export type NamedColumns<Name extends string> = { readonly [N in Name]: number } & { readonly length: number }

/**
 * @param synonyms names that other systems use for the same columns, in lower case
 * @param shown the columns as a refusal names them
 */
export function readNamedHeader<Name extends string>(
  cells: readonly string[],
  wanted: readonly Name[],
  synonyms: { readonly [name: string]: Name },
  shown: readonly string[],
): Result<NamedColumns<Name>, HeaderFault> {
  const given = headerNames(cells).map(trimmed)
  const fault = headerFault(given)
  if (fault) return refuse(fault)
  const names: readonly string[] = given.map((name) => {
    const plain = name.toLowerCase()
    return Object.hasOwn(synonyms, plain) ? (synonyms[plain] ?? '') : plain
  })
  const strangers = given.filter((_, place) => !wanted.some((known) => known === names[place]))
  if (strangers.length > 0) return refuse(unknownColumns(strangers, shown))
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) return refuse({ column: twice, message: 'appears twice' })
  const missing = wanted.find((name) => !names.includes(name))
  if (missing !== undefined) return refuse({ column: missing, message: 'is missing' })
  const places = Object.fromEntries(wanted.map((name) => [name, names.indexOf(name)]))
  // The cast: every wanted name has its place.
  return accept({ ...places, length: wanted.length } as NamedColumns<Name>)
}
