// Conventions that no type and no linter checks. Each failure says what to do instead.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const SELF = join('test', 'domain', 'conventions.test.ts')
// The client's calls are generated; a test compares them with the document.
const GENERATED = join('client', 'src', 'api.ts')
const sources = textsIn('src', 'client/src')
const surroundings = textsIn('test', 'bench', 'dev', 'drizzle', 'tools', 'demo')
const everything = new Map([...sources, ...surroundings])

const MAX_LINES = 250
const IMPORT = /^(?:import|export)\s[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gms

const RULE = 'see "The rule of words" in ARCHITECTURE.md'
const SUBJECT_FIRST = `begin with the thing, then an active verb, then the reason; ${RULE}`
const RIDDLE = /^(?:Of|What|Who|Whoever|Whom|Whose|Else|That)\b/
/** A name that begins with a verb or a conjunction lacks its subject. */
const FRAGMENT = /^(?:of|what|who|whoever|whom|whose|else|that|is|are|was|has|and|but|by)\b/i
/** Words that a newcomer stumbles over, each with the plain one. */
const PLAIN_WORDS: readonly (readonly [banned: RegExp, plain: string])[] = [
  [/\banew\b/i, 'again'],
  [/\breckon\w*/i, 'compute'],
  [/\b(?:nobody|whom?ever)\b/i, 'the person by name, or the passive'],
  [/\bwh(?:at|ich)ever\b/i, '"for any", "regardless of" or "even if"'],
  [/\balone\b/i, 'only'],
  // A field of that name is stored, and sent by earlier releases.
  [/\b(?:un)?told\b(?!:)/i, 'the call, the answer or the report that is meant'],
  [/\berrands?\b/i, 'duty'],
  [/\bfor ever\b/i, 'permanently, or "without end"'],
]

const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\/])\/\/[^\n]*/g
/** The name of a test or a group is the text before its function. */
const NAME = /(?<=\(\s*)(['"`])((?:\\.|(?!\1).)+)\1,\s*(?:async )?\(/g
/** A literal with a space is text for people; others are values. */
const MESSAGE = /(['"`])((?:\\.|(?!\1)[^\\\n])* (?:\\.|(?!\1)[^\\\n])*)\1/g

test('no sentence of a comment begins with "Of", "What", "Who", "Else" or "That", because such openings are riddles', () => {
  expect(faultsIn(everything, sentencesOf, RIDDLE), SUBJECT_FIRST).toEqual([])
})

test('each test name begins with its subject, so that it can be read without its group', () => {
  const names = (text: string) => namesIn(text).map((name) => name.replace(/^fault \d+: /, ''))
  const found = faultsIn(surroundings, names, FRAGMENT)
  expect(found, SUBJECT_FIRST).toEqual([])
})

test('every comment, test name and message uses plain words', () => {
  const wordsOf = (text: string) => [...sentencesOf(text), ...messagesIn(text)].map(withoutCode)
  const found = PLAIN_WORDS.flatMap(([banned, plain]) =>
    faultsIn(everything, wordsOf, banned).map((fault) => `say ${plain}: ${fault}`),
  )
  expect(found, RULE).toEqual([])
})

test('the names of upper limits begin with MAX_, so that a reader can search for all of them', () => {
  const limitsIn = (text: string) =>
    text.match(/\b(?:MOST|LONGEST|LARGEST|HIGHEST|HEAVIEST|DEEPEST)(?:_[A-Z]+)*\b/g) ?? []
  expect(faultsIn(everything, limitsIn, /./), 'name it MAX_ with its unit, such as MAX_PAUSE_MS').toEqual([])
})

test('route files export their routes and nothing else, so that nothing has to import a route file', () => {
  const found = [...sources].flatMap(([path, text]) => {
    if (!path.startsWith(join('src', 'worker', 'routes'))) return []
    const names = [...text.matchAll(/^export (?:async )?(?:const|function|class|type|interface) (\w+)/gm)]
    return names.flatMap(([, name = '']) => (name.endsWith('Routes') ? [] : `${path}: ${name}`))
  })
  expect(found, 'move what others need to a file of its own outside src/worker/routes').toEqual([])
})

test('files do not import each other in a circle', () => {
  const imports = new Map(
    [...sources].map(([path, text]) => {
      // An example in a comment imports the file that it documents.
      const targets = [...text.replace(COMMENT, '').matchAll(IMPORT)].map(([, from, late]) =>
        normalize(join(dirname(path), from ?? late ?? '')),
      )
      return [path, targets.filter((target) => sources.has(target))] as const
    }),
  )
  expect(circleIn(imports), 'move what both need to a third file').toBeNull()
})

test(`no source file has more than ${MAX_LINES} lines`, () => {
  const long = [...sources].filter(([, text]) => text.split('\n').length - 1 > MAX_LINES).map(([path]) => path)
  expect(long, 'split the file by its themes').toEqual([])
})

test('these rules find what they forbid', () => {
  const circle = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ])
  expect(circleIn(circle)).toEqual(['b', 'c'])
  expect(circleIn(new Map([['a', ['b']]]))).toBeNull()
  expect(sources.size).toBeGreaterThan(300)
  expect(surroundings.size).toBeGreaterThan(300)
  expect(sentencesOf('/** One. What it is. */ f() // Of two\n// lines')).toEqual([
    'One.',
    'What it is.',
    'Of two lines',
  ])
  expect(namesIn("it.each([1])('is one', async () => {})")).toEqual(['is one'])
  expect(withoutCode('Rows name `errands` so.')).toBe('Rows name  so.')
  expect(messagesIn("// not 'a comment'\nfail('a thing is wrong', 'value')")).toEqual(['a thing is wrong'])
  expect(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')).toContain('\n## The rule of words\n')
})

/** The files of one circle in the order of their imports, or null. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(path)) return way.slice(way.indexOf(path))
    if (done.has(path)) return null
    for (const target of imports.get(path) ?? []) {
      const circle = visit(target, [...way, path])
      if (circle) return circle
    }
    done.add(path)
    return null
  }
  for (const path of imports.keys()) {
    const circle = visit(path, [])
    if (circle) return circle
  }
  return null
}

function textsIn(...folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .filter((path) => normalize(path) !== GENERATED)
  return new Map(paths.map((path) => [normalize(path), readFileSync(join(root, path), 'utf8')]))
}

function faultsIn(
  files: Iterable<readonly [path: string, text: string]>,
  partsOf: (text: string) => readonly string[],
  fault: RegExp,
): readonly string[] {
  return [...files].flatMap(([path, text]) =>
    path === SELF ? [] : partsOf(text).flatMap((part) => (fault.test(part) ? [`${path}: ${part}`] : [])),
  )
}

/** The words of each comment. Line comments one below the other are one comment. */
function commentsOf(text: string): readonly string[] {
  const joined = text.replaceAll(/(\/\/[^\n]*)\n\s*\/\/ ?/g, '$1 ')
  const strip = (comment: string) => comment.replaceAll(/^\/\*\*?|\*\/$|^\/\/|^\s*\*/gm, ' ')
  return (joined.match(COMMENT) ?? []).map((comment) => strip(comment).replaceAll(/\s+/g, ' ').trim())
}

const sentencesOf = (text: string) => commentsOf(text).flatMap((comment) => comment.split(/(?<=[.!?]) /))

function namesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(NAME), ([, , name = '']) => name)
}

/** Removes names of code, which may be stored, and values in templates. */
const withoutCode = (words: string) => words.replaceAll(/`[^`]*`|\$\{[^}]*\}/g, '')

function messagesIn(text: string): readonly string[] {
  return Array.from(text.replaceAll(COMMENT, '').matchAll(MESSAGE), ([, , message = '']) => message)
}
