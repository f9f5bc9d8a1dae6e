/** The attributes of a product: each has one value for all languages, or one for each. */
import { useSignal } from '@preact/signals'
import { LOCALES, texts } from '../core/reader.ts'
import { FIELDS } from '../texts/fields.ts'
import { Field } from './field.tsx'
import type { ValueProps } from './spec.ts'

type Value = string | { readonly [locale: string]: string }
type Row = readonly [name: string, value: Value]

export function AttributesField({ spec: { label }, value, fault, onChange }: ValueProps) {
  const t = texts(FIELDS)
  // Rows keep their order while a name is typed.
  const rows = useSignal<readonly Row[]>(Object.entries((value ?? {}) as { readonly [name: string]: Value }))
  const keep = (changed: readonly Row[]) => {
    rows.value = changed
    onChange(Object.fromEntries(changed.filter(([name]) => name.trim() !== '')))
  }
  const put = (at: number, row: Row) => keep(rows.value.map((each, index) => (index === at ? row : each)))
  return (
    <fieldset class="group across">
      <legend>{label}</legend>
      {fault && <p class="failed">{fault}</p>}
      {rows.value.map(([name, given], at) => (
        // A row is its place, because its name is being edited.
        <div class="attribute" key={at}>
          <Field label={t.attribute} value={name} onInput={(typed) => put(at, [typed, given])} />
          {typeof given === 'string' ? (
            <Field label={t.value} value={given} onInput={(typed) => put(at, [name, typed])} />
          ) : (
            [...new Set([...LOCALES, ...Object.keys(given)])].map((each) => (
              <Field
                key={each}
                label={`${t.value} (${each})`}
                value={given[each] ?? ''}
                onInput={(typed) => {
                  const { [each]: _, ...rest } = given
                  put(at, [name, typed === '' ? rest : { ...rest, [each]: typed }])
                }}
              />
            ))
          )}
          <button
            type="button"
            class="link"
            aria-label={t.removeAttribute(name)}
            onClick={() => keep(rows.value.filter((_, index) => index !== at))}
          >
            {t.remove}
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => keep([...rows.value, ['', '']])}>
        {t.addAttribute}
      </button>
    </fieldset>
  )
}
