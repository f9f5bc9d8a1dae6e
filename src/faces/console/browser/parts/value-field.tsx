/** The field of one value: a text that is parsed as it is typed, texts in each language, a switch, or a part of its own. */
import { LOCALES, texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'
import { AttributesField } from './attributes-field.tsx'
import { EffectField } from './effect-field.tsx'
import { FamilyField } from './family-field.tsx'
import { Check, Choice, Field } from './field.tsx'
import { ImagesField } from './images-field.tsx'
import type { ValueProps } from './spec.ts'
import { TextValue } from './text-value.tsx'

export function ValueField(props: ValueProps) {
  const { spec, value, fault, onChange } = props
  const { kind, label, hint, options = [], isNullable } = spec
  if (kind === 'bool') return <Check label={label} checked={value === true} onInput={onChange} />
  if (kind === 'attributes') return <AttributesField {...props} />
  if (kind === 'family') return <FamilyField {...props} />
  if (kind === 'images') return <ImagesField {...props} />
  if (kind === 'effect') return <EffectField {...props} />
  if (kind === 'texts' || kind === 'prose') return <TextsField {...props} />
  if (kind === 'choice') {
    const empty = isNullable ? [['', texts(FRAME).none] as const] : []
    return (
      <Choice
        label={label}
        hint={hint}
        fault={fault}
        value={value === null ? '' : String(value)}
        options={[...empty, ...options]}
        onInput={(chosen) => onChange(chosen === '' && isNullable ? null : chosen)}
      />
    )
  }
  return (
    <TextValue
      kind={kind}
      label={label}
      hint={hint}
      fault={fault}
      isNullable={isNullable === true}
      value={value}
      onChange={onChange}
    />
  )
}

/** One text for each language of the deployment, and for others that the value has. */
function TextsField({ spec: { label, hint, kind }, value, fault, onChange }: ValueProps) {
  const map = (value ?? {}) as { readonly [locale: string]: string }
  const all = [...new Set([...LOCALES, ...Object.keys(map)])]
  return (
    <fieldset class="group across">
      <legend>{label}</legend>
      {all.map((each) => (
        <Field
          key={each}
          label={each}
          value={map[each] ?? ''}
          fault={each === all[0] ? fault : undefined}
          hint={each === all[0] ? hint : undefined}
          {...(kind === 'prose' && { lines: 3 })}
          onInput={(text) => {
            const { [each]: _, ...rest } = map
            onChange(text.trim() === '' ? rest : { ...rest, [each]: text })
          }}
        />
      ))}
    </fieldset>
  )
}
