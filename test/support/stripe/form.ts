/** Form parameters as Stripe's API reads them, and their check against schemas in OpenAPI's form. */

export type Tree = string | { [name: string]: Tree }

export interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly maxLength?: number
  readonly properties?: { readonly [name: string]: Schema }
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly required?: readonly string[]
}

/** `a[b][0]=1` as `{a: {b: {0: '1'}}}`. */
export function parsedForm(form: URLSearchParams): { [name: string]: Tree } {
  const root: { [name: string]: Tree } = {}
  for (const [name, value] of form) {
    const [first = '', ...rest] = name.split(/[[\]]+/).filter(Boolean)
    let at = root
    const path = [first, ...rest]
    for (const key of path.slice(0, -1)) {
      at[key] ??= {}
      at = at[key] as { [name: string]: Tree }
    }
    at[path.at(-1) ?? ''] = value
  }
  return root
}

/** @returns what is wrong, with the path of each parameter */
export function faultsIn(value: Tree, schema: Schema, path = ''): readonly string[] {
  if (schema.anyOf) {
    const found = schema.anyOf.map((each) => faultsIn(value, each, path))
    return found.some((faults) => faults.length === 0) ? [] : (found[0] ?? [])
  }
  if (typeof value === 'string') return textFaults(value, schema, path)
  if (schema.type === 'array') {
    return Object.values(value).flatMap((each, at) => faultsIn(each, schema.items ?? {}, `${path}[${at}]`))
  }
  if (schema.type !== 'object') return [`${path} is not of type ${schema.type}`]
  const { properties = {}, additionalProperties = true, required = [] } = schema
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${path}.${name} is missing`)
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined
  const isClosed = Object.keys(properties).length > 0 || additionalProperties === false
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const its = properties[name] ?? others
    if (its) return faultsIn(each, its, `${path}.${name}`)
    return isClosed ? [`${path}.${name} is unknown`] : []
  })
  return [...missing, ...wrong]
}

function textFaults(value: string, schema: Schema, path: string): readonly string[] {
  const isRight = {
    integer: /^-?\d+$/.test(value),
    number: /^-?\d+(\.\d+)?$/.test(value),
    boolean: value === 'true' || value === 'false',
    object: false,
    array: false,
    string: value.length <= (schema.maxLength ?? 5000) && (schema.enum?.includes(value) ?? true),
  }[schema.type ?? 'string']
  return isRight ? [] : [`${path}=${value} is not a ${schema.type}`]
}
