/** Gives each test file a record with the newest schema. Storage is isolated per file, so this runs before each. */
import { applyD1Migrations, type D1Migration, env } from 'cloudflare:test'

// Only vitest.config.ts binds TEST_MIGRATIONS, so the worker's own environment type lacks it.
const bindings = env as unknown as { RECORD: D1Database; TEST_MIGRATIONS: D1Migration[] }

await applyD1Migrations(bindings.RECORD, bindings.TEST_MIGRATIONS)
