/**
 * Code of packages that the bundle leaves out because the worker never runs it, which no bundler can know: files that a
 * stand-in replaces, and members of classes that nothing calls. A call of such a member would throw, so the rings tiers
 * and workerd run drizzle-orm without them, and the compiler refuses other commands of Redis. A package that has moved
 * its parts ends the build.
 */
import { accessSync, globSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, PluginContext } from 'rolldown'
import { COMMANDS, PIPELINE_COMMANDS } from '../src/tiers/redis/commands.ts'

const NO_ATTESTATION = 'src/worker/passkeys/no-attestation.ts'
const NO_RELATIONS = 'src/tiers/record/no-relations.ts'

/** Each file below node_modules with the file that replaces it. */
const STAND_INS: { readonly [file: string]: string } = {
  ...Object.fromEntries(
    [
      ...['AndroidKey', 'AndroidSafetyNet', 'Apple', 'FIDOU2F', 'Packed'].map(
        (name) => `registration/verifications/verifyAttestation${name}`,
      ),
      'registration/verifications/tpm/verifyAttestationTPM',
      ...['convertX509PublicKeyToCOSE', 'getCertificateInfo', 'isCertRevoked', 'validateCertificatePath'].map(
        (name) => `helpers/${name}`,
      ),
      ...['metadata/verifyMDSBlob', 'services/metadataService', 'services/settingsService'],
    ].map((file) => [`@simplewebauthn/server/esm/${file}.js`, NO_ATTESTATION]),
  ),
  '@simplewebauthn/server/esm/helpers/iso/isoCrypto/unwrapEC2Signature.js': 'src/worker/passkeys/ec2-signature.ts',
  'drizzle-orm/casing.js': NO_RELATIONS,
  'drizzle-orm/mysql-core/columns/all.js': NO_RELATIONS,
  'drizzle-orm/mysql-core/query-builders/query.js': NO_RELATIONS,
  'drizzle-orm/pg-core/columns/enum.js': NO_RELATIONS,
  'drizzle-orm/relations.js': NO_RELATIONS,
  'drizzle-orm/sqlite-core/columns/all.js': NO_RELATIONS,
  'drizzle-orm/sqlite-core/query-builders/query.js': NO_RELATIONS,
  'drizzle-orm/mysql-core/foreign-keys.js': NO_RELATIONS,
  'drizzle-orm/sqlite-core/foreign-keys.js': NO_RELATIONS,
  'hono/dist/router/reg-exp-router/router.js': 'src/worker/http/no-regexp-router.ts',
  'jose/dist/webapi/lib/jwe_algorithms.js': 'src/worker/guard/no-encryption.ts',
}

/** The only methods of a class that stay, or those that go. Fields without a value always stay. */
type Cut = { readonly only: readonly string[] } | { readonly without: readonly string[] }

const SET_OPERATORS = ['createSetOperator', 'addSetOperators', 'union', 'unionAll', 'intersect', 'except']
const OTHER_JOINS = ['leftJoin', 'rightJoin', 'crossJoin']
const SELECT = [...SET_OPERATORS, ...OTHER_JOINS, 'as', 'getSelectedFields', 'groupBy', 'having', 'offset', 'toSQL']
const RELATIONS_AND_SETS = ['buildRelationalQuery', 'buildSetOperationQuery', 'buildSetOperations']
const DATABASE = ['$count', '$with', 'selectDistinct', 'with']
const MYSQL_WRITE = ['$dynamic', 'createIterator', 'iterator', 'toSQL']
const SQLITE_WRITE = ['$dynamic', 'all', 'get', 'prepare', 'returning', 'toSQL', 'values']

/** By file below node_modules, whose name may have a hash, and by the name of the class there. */
const CUTS: { readonly [file: string]: { readonly [name: string]: Cut } } = {
  '@upstash/redis/chunk-*.mjs': {
    Redis: { only: [...COMMANDS, 'pipeline', 'addTelemetry'] },
    Pipeline: { only: [...PIPELINE_COMMANDS, 'chain', 'exec'] },
  },
  '@upstash/redis/cloudflare.mjs': { Redis2: { without: ['fromEnv'] } },
  'cockatiel/dist/CircuitBreakerPolicy.js': { CircuitBreakerPolicy: { without: ['isolate'] } },
  'cockatiel/dist/Policy.js': { Policy: { only: [] } },
  'drizzle-orm/d1/session.js': { SQLiteD1Session: { without: ['transaction'] } },
  'drizzle-orm/mysql-core/db.js': { MySqlDatabase: { without: DATABASE } },
  'drizzle-orm/mysql-core/dialect.js': {
    MySqlDialect: {
      without: [...RELATIONS_AND_SETS, 'buildRelationalQueryWithoutLateralSubqueries'],
    },
  },
  'drizzle-orm/mysql-core/query-builders/delete.js': { MySqlDeleteBase: { without: [...MYSQL_WRITE, 'orderBy'] } },
  'drizzle-orm/mysql-core/query-builders/insert.js': { MySqlInsertBase: { without: [...MYSQL_WRITE, '$returningId'] } },
  'drizzle-orm/mysql-core/query-builders/query-builder.js': { QueryBuilder: { only: [] } },
  'drizzle-orm/mysql-core/query-builders/select.js': {
    MySqlSelectBase: { without: ['createIterator', 'iterator'] },
    MySqlSelectQueryBuilderBase: {
      without: [
        ...SELECT,
        ...['$withCache', 'crossJoinLateral', 'exceptAll', 'innerJoinLateral', 'intersectAll', 'leftJoinLateral'],
      ],
    },
  },
  'drizzle-orm/mysql-core/query-builders/update.js': { MySqlUpdateBase: { without: [...MYSQL_WRITE, 'orderBy'] } },
  'drizzle-orm/mysql-core/session.js': {
    MySqlSession: { without: ['count', 'getSetTransactionSQL', 'getStartTransactionSQL'] },
    MySqlTransaction: { without: ['rollback'] },
  },
  'drizzle-orm/planetscale-serverless/session.js': {
    PlanetScalePreparedQuery: { without: ['iterator'] },
    PlanetScaleTransaction: { without: ['transaction'] },
    PlanetscaleSession: { without: ['all', 'count', 'query', 'queryObjects'] },
  },
  'drizzle-orm/sqlite-core/db.js': { BaseSQLiteDatabase: { without: [...DATABASE, 'get', 'transaction', 'values'] } },
  'drizzle-orm/sqlite-core/dialect.js': {
    SQLiteAsyncDialect: { without: ['migrate'] },
    SQLiteDialect: { without: RELATIONS_AND_SETS },
    SQLiteSyncDialect: { without: ['migrate'] },
  },
  'drizzle-orm/sqlite-core/query-builders/delete.js': { SQLiteDeleteBase: { without: [...SQLITE_WRITE, 'orderBy'] } },
  'drizzle-orm/sqlite-core/query-builders/insert.js': { SQLiteInsertBase: { without: SQLITE_WRITE } },
  'drizzle-orm/sqlite-core/query-builders/query-builder.js': { QueryBuilder: { only: [] } },
  'drizzle-orm/sqlite-core/query-builders/select.js': {
    SQLiteSelectBase: { without: ['$withCache', 'get', 'prepare', 'run', 'values'] },
    SQLiteSelectQueryBuilderBase: { without: [...SELECT, 'fullJoin'] },
  },
  'drizzle-orm/sqlite-core/query-builders/update.js': {
    SQLiteUpdateBase: {
      without: [...SQLITE_WRITE, 'createJoin', 'from', 'fullJoin', 'innerJoin', 'leftJoin', 'orderBy', 'rightJoin'],
    },
  },
  'drizzle-orm/sqlite-core/session.js': { SQLiteSession: { without: ['count', 'get', 'values'] } },
  'hono/dist/hono-base.js': { Hono: { without: ['fire', 'mount'] } },
}

/** Their tables have indexes as a third argument, which only migrations read. */
const SCHEMAS = ['drizzle/d1/schema.ts', 'drizzle/mysql/schema.ts']

/** @param root the folder with node_modules */
export function leftOut(root: string): Plugin {
  const packages = join(root, 'node_modules')
  const standIns = new Map(Object.entries(STAND_INS).map(([file, own]) => [join(packages, file), join(root, own)]))
  const cuts = new Map(Object.entries(CUTS).map(([pattern, cut]) => [join(packages, onlyFile(packages, pattern)), cut]))
  const schemas = SCHEMAS.map((file) => join(root, file))
  for (const file of [...standIns.keys(), ...schemas]) accessSync(file)
  return {
    name: 'left-out',
    load: {
      filter: { id: [...standIns.keys()] },
      handler: (id) => `export * from ${JSON.stringify(standIns.get(id))}`,
    },
    transform: {
      filter: { id: [...cuts.keys(), ...schemas] },
      handler(code, id) {
        const program = this.parse(code, { lang: 'ts' })
        const members = membersByClass(program)
        const cut = schemas.includes(id)
          ? indexesIn(program)
          : Object.entries(cuts.get(id) ?? {}).flatMap(([name, cut]) =>
              cutMembers(members.get(name) ?? [], cut, `${name} of ${id}`),
            )
        const lastFirst = cut.toSorted((one, other) => other.start - one.start)
        return {
          code: lastFirst.reduce((kept, { start, end }) => kept.slice(0, start) + kept.slice(end), code),
          map: null,
        }
      },
    },
  }
}

function onlyFile(folder: string, pattern: string): string {
  const [file, ...others] = globSync(pattern, { cwd: folder })
  if (file === undefined || others.length > 0) throw new Error(`${pattern} should be one file of a package`)
  return file
}

type Program = ReturnType<PluginContext['parse']>
type Class = Extract<Program['body'][number], { type: 'ClassDeclaration' | 'ClassExpression' }>
type Member = Class['body']['body'][number]

interface Span {
  readonly start: number
  readonly end: number
}

/** The third argument of each call that an exported constant is initialized with, with the comma before it. */
function indexesIn({ body }: Program): readonly Span[] {
  return body.flatMap((statement) => {
    const declaration = unexported(statement)
    if (declaration.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ init }): readonly Span[] => {
      const [, columns, indexes] = init?.type === 'CallExpression' ? init.arguments : []
      return columns && indexes ? [{ start: columns.end, end: indexes.end }] : []
    })
  })
}

function unexported(statement: Program['body'][number]) {
  return (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement
}

/** The members of each class that a statement of the module declares or assigns to a variable. */
function membersByClass({ body }: Program): ReadonlyMap<string, readonly Member[]> {
  const classes = body.map(unexported).flatMap((statement): [string, readonly Member[]][] => {
    if (statement.type === 'ClassDeclaration') return [[statement.id?.name ?? '', statement.body.body]]
    if (statement.type !== 'VariableDeclaration') return []
    return statement.declarations.flatMap(({ id, init }) =>
      init?.type === 'ClassExpression' && id.type === 'Identifier' ? [[id.name, init.body.body]] : [],
    )
  })
  return new Map(classes)
}

function cutMembers(members: readonly Member[], cut: Cut, where: string): readonly Span[] {
  const methods = new Map(members.filter(isMethod).map((member) => [nameOf(member), member]))
  const named = 'only' in cut ? cut.only : cut.without
  const missing = named.filter((name) => !methods.has(name))
  if (missing.length > 0) throw new Error(`${where} has no ${missing.join(', ')}`)
  return members.filter((member) => isMethod(member) && named.includes(nameOf(member)) === 'without' in cut)
}

/** Methods, accessors and functions in fields. */
function isMethod(member: Member): boolean {
  if (member.type === 'MethodDefinition') return member.kind !== 'constructor' && !member.computed
  return member.type === 'PropertyDefinition' && !member.computed && member.value !== null
}

function nameOf(member: Member): string {
  return 'key' in member && member.key.type === 'Identifier' ? member.key.name : ''
}
