/**
 * The form of an address in a country, as the static file address-forms.json has it: the parts of the address, their order,
 * and the names of the regions.
 */

/** The code of a region, its own name, and its name in Latin letters. */
export type RegionName = readonly [code: string, own: string, latin: string]

export interface AddressForm {
  /** `A` is the street, `C` the city, `S` the region, `Z` the postal code, in the order in which people write them. */
  readonly parts: string
  /** The word for the regions of the country, such as `state`. */
  readonly regionKind?: string
  readonly regions?: readonly RegionName[]
}

/** The region's name for a reader: Chinese readers also read the signs of Japan and Taiwan. */
export function regionNameFor(language: string, [, own, latin]: RegionName): string {
  return language === 'zh' && /\p{Script=Han}/u.test(own) ? own : latin
}
