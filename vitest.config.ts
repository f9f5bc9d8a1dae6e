/**
 * The rings, one project each. Only `workerd` runs in the Workers runtime, with the bindings of wrangler.toml; the
 * others run in Node. `tiers` and `journey` find their servers through the environment (see dev/test.ts).
 */
import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { leftOut } from './dev/left-out.ts'
import { LongestFirst } from './test/support/longest-first.ts'
import { TEST_VARS } from './test/support/secrets.ts'
import { withoutMaps } from './test/support/without-maps.ts'

/** Vitest leaves one core free, which is half of a small machine. */
const EVERY_CORE = { maxWorkers: '100%' } as const

/** Rings whose files run side by side, because most of them wait more than they compute. */
const TOGETHER = { maxWorkers: 3, sequence: { groupOrder: 1 } } as const

/**
 * Packages that the worker imports, bundled once for the ring `workerd`: each of its files loads every module again, in a
 * runtime of its own, and most of their modules were those of packages. One that is missing here is loaded as it is.
 */
const PACKAGES = [
  '@planetscale/database',
  '@simplewebauthn/server',
  '@upstash/redis/cloudflare',
  'cockatiel',
  'd3-dsv',
  ...['drizzle-orm', 'drizzle-orm/batch', 'drizzle-orm/d1', 'drizzle-orm/mysql-core'],
  ...['drizzle-orm/planetscale-serverless', 'drizzle-orm/sqlite-core'],
  ...[
    'hono',
    'hono/client',
    'hono/cookie',
    'hono/cors',
    'hono/csrf',
    'hono/html',
    'hono/http-exception',
    'hono/method-not-allowed',
    'hono/route',
  ],
  ...['hono/utils/url', 'hono/validator'],
  ...['jose', 'jose/errors'],
  'ulid',
  'zod/mini',
]

const root = fileURLToPath(new URL('.', import.meta.url))
const migrations = fileURLToPath(new URL('drizzle/d1/migrations', import.meta.url))

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Some tests use texts of a megabyte, which takes long on a busy machine. The files share loaded modules, which
        // saves a third of the CPU time: these tests have no state outside of themselves.
        test: {
          ...EVERY_CORE,
          name: 'domain',
          isolate: false,
          include: ['test/domain/**/*.test.ts', 'test/client/**/*.test.ts'],
          setupFiles: ['test/support/address-formats.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        // CPU time per parser: files one after another, because the caches of a shared core would be measured too.
        test: {
          name: 'cost',
          include: ['test/cost/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...EVERY_CORE,
          name: 'world',
          include: ['test/world/**/*.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
        },
      },
      {
        plugins: [
          withoutMaps(`${root}test/`),
          // A function: the other rings neither read wrangler.toml nor start a runtime.
          cloudflareTest(async () => ({
            // The sources; the ring journey runs the bundle.
            main: './src/faces/index.ts',
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { ...TEST_VARS, TEST_MIGRATIONS: await readD1Migrations(migrations) } },
          })),
        ],
        test: {
          ...EVERY_CORE,
          name: 'workerd',
          include: ['test/workerd/**/*.test.ts'],
          // The plugin does not run the [build] of wrangler.toml.
          globalSetup: ['test/support/assets.ts'],
          setupFiles: ['test/workerd/apply-migrations.ts'],
          deps: {
            optimizer: { ssr: { enabled: true, include: PACKAGES, rolldownOptions: { plugins: [leftOut(root)] } } },
          },
          testTimeout: 30_000,
        },
      },
      {
        plugins: [leftOut(root)],
        test: {
          ...TOGETHER,
          name: 'tiers',
          include: ['test/tiers/**/*.test.ts'],
          // So that the plugin sees them.
          server: { deps: { inline: ['drizzle-orm'] } },
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...TOGETHER,
          name: 'journey',
          include: ['test/journey/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Until a page has painted what the test did: a second is too little on a busy machine.
          expect: { poll: { timeout: 10_000 } },
          // Built once, before all files want it.
          globalSetup: ['test/journey/support/build.ts'],
        },
      },
    ],
  },
})
