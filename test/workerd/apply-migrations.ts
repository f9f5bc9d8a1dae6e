/** Gives each test file a record with the newest schema. Storage is isolated per file, so it runs before each. */
import { applyD1Migrations, type D1Migration, env } from 'cloudflare:test'

// TEST_MIGRATIONS is bound by vitest.config.ts alone, so the worker's own environment type does not know it.
const bindings = env as unknown as { RECORD: D1Database; TEST_MIGRATIONS: D1Migration[] }

await applyD1Migrations(bindings.RECORD, bindings.TEST_MIGRATIONS)
