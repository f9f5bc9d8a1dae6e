/**
 * Replaces parts of drizzle-orm that its drivers import and this project never calls: relational queries, tables whose
 * columns are given as a function, foreign keys, casing of names, enums of PostgreSQL. See dev/left-out.ts.
 */

/** drizzle tests values against these classes; without relations no value is an instance of one. */
export class One {}
export class Many {}
export class Relation {}
export class Relations {}

export class RelationalQueryBuilder {
  constructor() {
    unused()
  }
}

/** drizzle calls this for every piece of SQL. */
export function isPgEnum(): false {
  return false
}

/** Returns names unchanged, because every column of the schemas has an explicit name. */
export class CasingCache {
  getColumnCasing(column: { readonly name: string }): string {
    return column.name
  }
}

function unused(): never {
  throw new Error('drizzle-orm is bundled without relational queries and column functions')
}

export {
  unused as ForeignKeyBuilder,
  unused as createTableRelationsHelpers,
  unused as extractTablesRelationalConfig,
  unused as getMySqlColumnBuilders,
  unused as getOperators,
  unused as getOrderByOperators,
  unused as getPgColumnBuilders,
  unused as getSQLiteColumnBuilders,
  unused as mapRelationalRow,
  unused as normalizeRelation,
  unused as toCamelCase,
  unused as toSnakeCase,
}
