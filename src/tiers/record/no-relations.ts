/**
 * Stands for parts of drizzle-orm that its drivers bring along and that nothing here calls: relational queries, tables
 * whose columns are given as a function, names in another case, enums of PostgreSQL. See [alias] in wrangler.toml.
 */

/** Nothing is one of these without relations. */
export class One {}
export class Many {}
export class Relation {}
export class Relations {}

export class RelationalQueryBuilder {
  constructor() {
    unused()
  }
}

/** Asked of every piece of SQL. */
export function isPgEnum(): false {
  return false
}

/** Every column of the schemas has its name. */
export class CasingCache {
  getColumnCasing(column: { readonly name: string }): string {
    return column.name
  }
}

function unused(): never {
  throw new Error('drizzle-orm is bundled without relational queries and column functions')
}

export {
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
