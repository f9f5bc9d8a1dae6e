/** The effect of a promotion or coupon: a percentage, an amount, free shipping, or units for units. */
import { texts } from '../core/reader.ts'
import { INVALID } from '../core/values.ts'
import { FIELDS } from '../texts/fields.ts'
import { Check, Choice } from './field.tsx'
import type { ValueProps } from './spec.ts'
import { TextValue } from './text-value.tsx'

type Effect = { readonly type: keyof typeof FRESH; readonly [field: string]: unknown }

const FRESH = {
  percentage: { type: 'percentage', percent: INVALID },
  fixed: { type: 'fixed', amount: INVALID, every: false },
  free_shipping: { type: 'free_shipping' },
  buy_x_get_y: { type: 'buy_x_get_y', buy: 1, get: 1, percent: 100 },
} as const

export function EffectField({ spec: { label }, value, fault, onChange }: ValueProps) {
  const t = texts(FIELDS)
  // The cast: the API and `FRESH` have the same types of effects.
  const effect = value as Effect
  const part = (name: string, kind: 'decimal' | 'int' | 'money', text: string) => (
    <TextValue
      key={`${effect.type} ${name}`}
      kind={kind}
      label={text}
      value={effect[name]}
      onChange={(typed) => onChange({ ...effect, [name]: typed })}
    />
  )
  return (
    <fieldset class="group across">
      <legend>{label}</legend>
      <Choice
        label={t.effect}
        value={effect.type}
        fault={fault}
        options={Object.entries(t.effects)}
        // The cast: the options are the types.
        onInput={(type) => onChange(FRESH[type as Effect['type']])}
      />
      {effect.type === 'percentage' && part('percent', 'decimal', t.percent)}
      {effect.type === 'fixed' && part('amount', 'money', t.amount)}
      {effect.type === 'fixed' && (
        <Check
          label={t.every}
          checked={effect.every === true}
          onInput={(checked) => onChange({ ...effect, every: checked })}
        />
      )}
      {effect.type === 'buy_x_get_y' && part('buy', 'int', t.buy)}
      {effect.type === 'buy_x_get_y' && part('get', 'int', t.get)}
      {effect.type === 'buy_x_get_y' && part('percent', 'decimal', t.percent)}
    </fieldset>
  )
}
