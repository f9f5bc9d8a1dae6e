/** The family of a variant: its id and title, which all variants share, and this variant's value for each option. */
import { LOCALES, texts } from '../core/reader.ts'
import { INVALID } from '../core/values.ts'
import { FIELDS } from '../texts/fields.ts'
import { Field } from './field.tsx'
import type { ValueProps } from './spec.ts'

type Texts = { readonly [locale: string]: string }

interface Family {
  readonly id: unknown
  readonly title: Texts
  readonly options: readonly { readonly name: Texts; readonly value: Texts }[]
}

const NEW_OPTION = { name: {}, value: {} }

export function FamilyField({ spec: { label, hint }, value, fault, onChange }: ValueProps) {
  const t = texts(FIELDS)
  // The cast: the API's products have this shape, and the parts below keep it.
  const family = value as Family | null | undefined
  const keep = (change: Partial<Family>) => family && onChange({ ...family, ...change })
  const put = (at: number, change: Partial<Family['options'][number]>) =>
    keep({ options: family?.options.map((each, place) => (place === at ? { ...each, ...change } : each)) ?? [] })
  return (
    <fieldset class="group across">
      <legend>{label}</legend>
      {fault && <p class="failed">{fault}</p>}
      {family ? (
        <>
          <Field
            label={t.familyId}
            hint={hint}
            value={family.id === INVALID ? '' : String(family.id)}
            onInput={(typed) => keep({ id: typed.trim() === '' ? INVALID : typed.trim() })}
          />
          <TextFields label={t.familyTitle} map={family.title} onChange={(title) => keep({ title })} />
          {family.options.map(({ name, value }, at) => (
            // An option is its place, because its name is being edited.
            <div class="attribute" key={at}>
              <TextFields label={t.optionName(at + 1)} map={name} onChange={(next) => put(at, { name: next })} />
              <TextFields label={t.optionValue(at + 1)} map={value} onChange={(next) => put(at, { value: next })} />
              {family.options.length > 1 && (
                <button
                  type="button"
                  class="link"
                  aria-label={t.removeOption(at + 1)}
                  onClick={() => keep({ options: family.options.filter((_, place) => place !== at) })}
                >
                  {t.remove}
                </button>
              )}
            </div>
          ))}
          <span class="acts">
            <button type="button" class="quiet" onClick={() => keep({ options: [...family.options, NEW_OPTION] })}>
              {t.addOption}
            </button>
            <button type="button" class="quiet" onClick={() => onChange(null)}>
              {t.leaveFamily}
            </button>
          </span>
        </>
      ) : (
        <button
          type="button"
          class="quiet"
          onClick={() => onChange({ id: INVALID, title: {}, options: [NEW_OPTION] } satisfies Family)}
        >
          {t.joinFamily}
        </button>
      )}
    </fieldset>
  )
}

interface TextFieldsProps {
  readonly label: string
  readonly map: Texts
  readonly onChange: (map: Texts) => void
}

function TextFields({ label, map, onChange }: TextFieldsProps) {
  return [...new Set([...LOCALES, ...Object.keys(map)])].map((locale) => (
    <Field
      key={locale}
      label={`${label} (${locale})`}
      value={map[locale] ?? ''}
      onInput={(text) => {
        const { [locale]: _, ...rest } = map
        onChange(text.trim() === '' ? rest : { ...rest, [locale]: text })
      }}
    />
  ))
}
