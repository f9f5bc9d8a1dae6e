/** Warns admins about the active shipping rates, so that no edit changes shoppers' prices unnoticed. */
import type { RuleWarning } from '../../contract/answers/price-rules.ts'
import { servedCountries, undercutBy } from '../../domain/pricing/shipping.ts'
import type { PricePorts } from './ports.ts'
import { STANDARD } from './standard-rate.ts'

const MAX_NAMED = 20

export async function rateWarnings({ prices }: Pick<PricePorts, 'prices'>): Promise<RuleWarning[]> {
  const { shippingRates } = await prices.rules()
  const warnings: RuleWarning[] = []
  const served = servedCountries(shippingRates)
  if (served !== null) {
    const detail =
      served.length === 0
        ? 'No shipping rate is active, so every order is refused.'
        : `Active shipping rates serve only ${named(served)}; orders to other countries are refused.`
    warnings.push({ code: 'countries_without_rate', detail, served: [...served] })
  }
  // Only the unedited rate (version 0) is checked, because an admin has chosen the price of an edited one.
  const standard = shippingRates.find(({ id, version }) => id === STANDARD && version === 0)
  const undercut = standard ? undercutBy(standard, shippingRates) : []
  if (undercut.length > 0) {
    const detail = `The configured rate "${STANDARD}" is cheaper than ${named(undercut)}. Shoppers get it unless they choose another rate. Edit, disable or delete it.`
    warnings.push({ code: 'standard_rate_is_cheaper', detail, rates: [...undercut] })
  }
  return warnings
}

function named(all: readonly string[]): string {
  const more = all.length > MAX_NAMED ? ` and ${all.length - MAX_NAMED} more` : ''
  return `${all.slice(0, MAX_NAMED).join(', ')}${more}`
}
