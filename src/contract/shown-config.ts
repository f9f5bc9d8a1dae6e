/**
 * The configuration as operators see it. Invariant: the value of a variable is shown only if it is listed here, so that
 * a new variable is hidden until somebody has decided that it is no secret.
 */
import { configOf, variableNames } from './config.ts'

const SHOWN: ReadonlySet<string> = new Set([
  ...['TOKEN_ISSUER', 'AUTH_ISSUER', 'AUTH_JWKS_URL', 'AUTH_AUDIENCE', 'CURRENCY', 'LOCALES', 'PAYMENT_PROVIDERS'],
  ...[
    'PUBLIC_ORIGIN',
    'PAYMENT_RETURN_ORIGINS',
    'PASSKEY_RP_ID',
    'PASSKEY_ORIGINS',
    'ORDER_TIMEOUT_MINUTES',
    'MANUAL_PAYMENT_DAYS',
    'RETURN_DAYS',
    'SHIPPING_AMOUNT',
    'SHIPPING_DAYS',
  ],
  ...[
    'LEDGER_HOUR',
    'LOW_STOCK_UNITS',
    'IMAGE_RESIZING',
    'AUDIT_DAYS',
    'RATE_LIMIT_SCALE',
    'MAX_WAIT_MS',
    'CORS_ORIGINS',
  ],
  'WEBHOOK_LOOPBACK',
  ...[
    'DO_JURISDICTION',
    'DO_LOCATION_HINT',
    'LOG_LEVEL',
    'LOG_WAIT_MS',
    'DEPLOYMENT',
    'METRICS_INTERVAL_MS',
    'INFLUX_DB',
    'RECONCILE_HOUR',
    'RECONCILE_CALLS',
    'MAIL_PROVIDER',
    'MAIL_FROM',
    'MAIL_HTTP_URL',
    'MAIL_PER_HOUR',
    'CART_REMINDER_HOURS',
    ...['SELLER_NAME', 'SELLER_ADDRESS', 'SELLER_TAX_ID', 'SELLER_EMAIL', 'SELLER_NOTE', 'SELLER_TIME_ZONE'],
    ...['SELLER_KEEP_YEARS', 'SELLER_NUMBERS_AFTER'],
  ],
])

export type ShownValue = string | number | readonly string[]

export interface ShownVariable {
  readonly name: string
  /** Whether the deployment sets it; otherwise its default applies. */
  readonly isSet: boolean
  readonly isHidden: boolean
  /** Null for a hidden variable, and for one that has neither a value nor a default. */
  readonly value: ShownValue | null
}

export function shownConfig(env: { readonly [name: string]: unknown }): readonly ShownVariable[] {
  const values = new Map<string, unknown>(Object.entries(configOf(env)))
  return variableNames.map((name) => {
    const isHidden = !SHOWN.has(name)
    const isSet = env[name] !== undefined && env[name] !== ''
    // The cast: the listed variables are texts, numbers and lists of texts.
    const value = isHidden ? null : ((values.get(name) ?? null) as ShownValue | null)
    return { name, isSet, isHidden, value }
  })
}
