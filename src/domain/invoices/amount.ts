/** Amounts and addresses of documents as text. Pure. */
import { minorDigitsOf } from '../currency.ts'
import type { Buyer } from './document.ts'

/** An exact decimal number: `-129.00`. */
export function decimalOf(amount: number, currency: string): string {
  const digits = minorDigitsOf(currency) ?? 2
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`
}

/** `19 %`, `7.5 %`. */
export function rateText(ratePpm: number): string {
  return `${ratePpm / 10_000} %`
}

export function addressLines({ address }: Buyer): readonly string[] {
  const { line1, line2, city, region, postalCode, country } = address
  const place = [postalCode, city, region].filter(Boolean).join(' ')
  return [line1, line2 ?? '', place, country].filter((line) => line !== '')
}
