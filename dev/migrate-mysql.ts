/**
 * Migrates a MySQL, MariaDB or PlanetScale database to the newest schema. Applied migrations are skipped, so it
 * may run at every deployment.
 */
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/mysql2'
import { migrate } from 'drizzle-orm/mysql2/migrator'
import { createConnection } from 'mysql2/promise'
import { runCommand } from './command.ts'

const migrationsFolder = fileURLToPath(new URL('../drizzle/mysql/migrations', import.meta.url))

/** Throws the database's error; applied migrations stay. `url` is `mysql://user:password@host:port/database`. */
export async function migrateMysql(url: string, log: (line: string) => void): Promise<void> {
  // PlanetScale accepts only encrypted connections.
  const hosted = /\.(?:psdb\.cloud|planetscale\.com)$/.test(new URL(url).hostname)
  const connection = await createConnection({ uri: url, ...(hosted ? { ssl: { minVersion: 'TLSv1.2' } } : {}) })
  try {
    await migrate(drizzle(connection), { migrationsFolder })
    log('MySQL: the schema is up to date')
  } finally {
    await connection.end()
  }
}

if (import.meta.main) {
  await runCommand(async () => {
    const url = process.env.MYSQL_URL
    if (url === undefined || !URL.canParse(url))
      throw new Error('set MYSQL_URL to mysql://user:password@host:port/database')
    await migrateMysql(url, console.log)
  })
}
