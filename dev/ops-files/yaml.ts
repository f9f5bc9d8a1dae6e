/** Data as YAML, as much of it as the generated files need. Texts are quoted, or blocks when they have several lines. */
export type Data = string | number | boolean | readonly Data[] | { readonly [key: string]: Data | undefined }

export function yamlOf(data: Data): string {
  return `${linesOf(data).join('\n')}\n`
}

function linesOf(data: Data): readonly string[] {
  if (Array.isArray(data)) {
    return data.flatMap((item: Data) => {
      const [first = '', ...rest] = linesOf(item)
      return [`- ${first}`, ...rest.map(indented)]
    })
  }
  if (typeof data !== 'object') return scalar(data as string | number | boolean)
  return Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : entry(key, value)))
}

function entry(key: string, value: Data): readonly string[] {
  const isEmpty = typeof value === 'object' && Object.keys(value).length === 0
  if (isEmpty) return [`${key}: ${Array.isArray(value) ? '[]' : '{}'}`]
  const lines = linesOf(value)
  if (typeof value === 'object') return [`${key}:`, ...lines.map(indented)]
  return [`${key}: ${lines[0]}`, ...lines.slice(1).map(indented)]
}

function scalar(value: string | number | boolean): readonly string[] {
  if (typeof value !== 'string') return [String(value)]
  return value.includes('\n') ? ['|-', ...value.split('\n')] : [JSON.stringify(value)]
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`
}
