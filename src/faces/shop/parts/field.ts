/**
 * A field of a form with its label, its hint, and what is wrong with it. The first wrong field of a form gets the focus,
 * unless a summary above the form has it.
 */
import { html } from 'hono/html'
import type { Html } from '../view.ts'

/** A form as the page shows it: values as typed, and the reason at each wrong field. */
export interface FormState {
  value(name: string): string
  readonly errors: ReadonlyMap<string, string>
  /** Whether a summary of the errors has the focus. */
  readonly isSummarized?: boolean
}

export interface Field {
  readonly name: string
  readonly label: string
  /** As browsers fill it in by themselves; `off` for what they should not remember. */
  readonly autocomplete: string
  readonly type?: string
  readonly inputmode?: string
  readonly isRequired?: boolean
  readonly maxLength?: number
  readonly hint?: string
  /** Whether the field gets the focus although nothing is wrong. */
  readonly isFocused?: boolean
}

export function field(form: FormState, given: Field): Html {
  const { name, maxLength = 200, type = 'text', inputmode } = given
  return around(
    form,
    given,
    html`<input ${attributes(form, given)} type="${type}" maxlength="${maxLength}" value="${form.value(name)}"${inputmode ? html` inputmode="${inputmode}"` : ''}>`,
  )
}

export function textArea(form: FormState, given: Field): Html {
  const { name, maxLength = 200 } = given
  return around(
    form,
    given,
    html`<textarea ${attributes(form, given)} rows="3" maxlength="${maxLength}">${form.value(name)}</textarea>`,
  )
}

export interface Choice {
  readonly value: string
  readonly text: string
}

/** @param chosen the value of the chosen option, or '' */
export function choice(
  form: FormState,
  given: Field,
  options: readonly Choice[],
  chosen: string,
  after: Html = '',
): Html {
  const shown = options.map(
    ({ value, text }) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  )
  return around(form, given, html`<select ${attributes(form, given)}>${shown}</select>${after}`)
}

function attributes(
  { errors, isSummarized = false }: FormState,
  { name, autocomplete, isRequired, hint, isFocused }: Field,
): Html {
  const isWrong = errors.has(name)
  const [first] = errors.keys()
  const described = [isWrong ? `${name}-error` : '', hint ? `${name}-hint` : ''].filter(Boolean).join(' ')
  return html`id="${name}" name="${name}" autocomplete="${autocomplete}"${isRequired ? html` required` : ''}${
    isWrong ? html` aria-invalid="true"` : ''
  }${described ? html` aria-describedby="${described}"` : ''}${(first === name && !isSummarized) || (!first && isFocused) ? html` autofocus` : ''}`
}

function around({ errors }: FormState, { name, label, hint }: Field, control: Html): Html {
  const reason = errors.get(name)
  // Fields of several addresses look the same.
  const part = name.split('_').at(-1)
  return html`<div class="field field-${part}"><label for="${name}">${label}</label>${control}
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}${reason ? html`<p class="failed" id="${name}-error">${reason}</p>` : ''}</div>`
}
