/** Rates and addresses of documents as text. Pure. */
import type { Buyer } from './document.ts'

/** `19 %`, `7.5 %`. */
export function rateText(ratePpm: number): string {
  return `${ratePpm / 10_000} %`
}

export function addressLines({ address }: Buyer): readonly string[] {
  const { line1, line2, city, region, postalCode, country } = address
  const place = [postalCode, city, region].filter(Boolean).join(' ')
  return [line1, line2 ?? '', place, country].filter((line) => line !== '')
}
