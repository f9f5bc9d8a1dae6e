/**
 * The currencies of ISO 4217 in which a shop can sell, by the digits of their minor unit (list one, without funds,
 * metals and test codes). `Intl` cannot be used, because it gives 0 digits for IDR and HUF, where ISO has 2.
 */
const CODES_BY_DIGITS: { readonly [digits: number]: string } = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
    PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
    UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
}

/** Decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD; null for a code that does not exist. */
export function minorDigitsOf(currency: string): number | null {
  if (!/^[A-Z]{3}$/.test(currency)) return null
  const [digits] = Object.entries(CODES_BY_DIGITS).find(([, codes]) => codes.includes(currency)) ?? []
  return digits === undefined ? null : Number(digits)
}
