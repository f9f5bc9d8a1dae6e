/** A labelled field with its hint and its fault, which screen readers read with it. */
import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

// The casts below: these types are unions by the kind of input, which is a value here.
type InputAttributes = JSX.IntrinsicElements['input']
type AreaAttributes = JSX.IntrinsicElements['textarea']

interface Common {
  readonly label: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
}

interface TextProps extends Common {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: string
  readonly name?: string
  readonly lines?: number
  readonly required?: boolean
  readonly autocomplete?: 'username' | 'current-password' | 'off'
  readonly inputMode?: 'decimal' | 'numeric'
  readonly placeholder?: string | undefined
  readonly list?: string
}

export function Field({ label, hint, fault, value, onInput, lines, ...rest }: TextProps) {
  const id = useId()
  const attributes = {
    ...rest,
    id,
    value,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': hint || fault ? `${id}-about` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  }
  return (
    <Labelled id={id} label={label} hint={hint} fault={fault}>
      {lines ? (
        <textarea {...(attributes as AreaAttributes)} rows={lines} />
      ) : (
        <input {...(attributes as InputAttributes)} />
      )}
    </Labelled>
  )
}

interface ChoiceProps extends Common {
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onInput: (value: string) => void
}

export function Choice({ label, hint, fault, value, options, onInput }: ChoiceProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} fault={fault}>
      <select
        id={id}
        value={value}
        aria-describedby={hint || fault ? `${id}-about` : undefined}
        onChange={(event) => onInput(event.currentTarget.value)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

export function Check(props: { label: string; checked: boolean; onInput: (checked: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onInput(event.currentTarget.checked)} />
      {props.label}
    </label>
  )
}

function Labelled(props: Common & { id: string; children: ComponentChildren }) {
  const { id, label, hint, fault, children } = props
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {(fault || hint) && (
        <p id={`${id}-about`} class={fault ? 'failed' : 'hint'}>
          {fault ?? hint}
        </p>
      )}
    </div>
  )
}
