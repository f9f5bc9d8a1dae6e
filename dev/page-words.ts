/**
 * Cuts the words of the shop's pages out of the worker: a static file has them, and the first page of an isolate fills
 * them in again (src/faces/shop/page-words.ts). Functions that make a text of values stay. The scripts of the pages, which
 * are static files themselves, keep their words.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, PluginContext } from 'rolldown'
import { PAGE_TEXTS } from '../src/faces/shop/texts/all.ts'

const FOLDER = 'src/faces/shop/texts'

/** The static file: the tables without their functions, which JSON leaves out. */
export function pageWords(): string {
  return JSON.stringify(PAGE_TEXTS)
}

/** @param root the folder with src */
export function withoutPageWords(root: string): Plugin {
  const all = readFileSync(join(root, FOLDER, 'all.ts'), 'utf8')
  // The tables that are filled in again, and no others.
  const files = [...all.matchAll(/ from '\.\/(.+\.ts)'/g)].map(([, name = '']) => join(root, FOLDER, name))
  return {
    name: 'page-words',
    transform: {
      filter: { id: files },
      handler(code) {
        const lastFirst = wordsIn(this.parse(code, { lang: 'ts' })).toSorted((one, other) => other.start - one.start)
        return lastFirst.reduce((kept, { start, end }) => kept.slice(0, start) + kept.slice(end), code)
      },
    },
  }
}

type Program = ReturnType<PluginContext['parse']>
type Table = Extract<Expression, { type: 'ObjectExpression' }>
type Expression = NonNullable<
  Extract<Program['body'][number], { type: 'VariableDeclaration' }>['declarations'][number]['init']
>

interface Span {
  readonly start: number
  readonly end: number
}

/** The words in the tables that the module declares. */
function wordsIn({ body }: Program): readonly Span[] {
  return body.flatMap((statement) => {
    const declaration = (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement
    if (declaration.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ init }) => {
      const table = init && tableOf(init)
      return table ? wordsOf(table) : []
    })
  })
}

/** Each with the comma after it. A table of words only goes as a whole, so that its order stays. */
function wordsOf(table: Table): readonly Span[] {
  return table.properties.flatMap((property, at): readonly Span[] => {
    if (property.type !== 'Property') return []
    if (isWords(property.value))
      return [{ start: property.start, end: table.properties[at + 1]?.start ?? table.end - 1 }]
    const inner = tableOf(property.value)
    return inner ? wordsOf(inner) : []
  })
}

function isWords(value: Expression): boolean {
  if (value.type === 'ArrayExpression') return value.elements.every((each) => each?.type === 'Literal')
  const table = tableOf(value)
  if (!table) return value.type === 'Literal'
  return table.properties.every((property) => property.type === 'Property' && isWords(property.value))
}

function tableOf(value: Expression): Table | null {
  const bare = value.type === 'TSAsExpression' || value.type === 'TSSatisfiesExpression' ? value.expression : value
  return bare.type === 'ObjectExpression' ? bare : null
}
