// Tables and rows of an earlier version open; a migration that fails leaves them as they were.
import { describe, expect, test } from 'vitest'
import { LOST_MS } from '../../../src/objects/aggregate/drain-times.ts'
import { MIGRATIONS, type Migration } from '../../../src/objects/aggregate/schema.ts'
import { add, asFirstVersion, CART, openCart } from './bench.ts'

const addColumn: Migration = (storage) => {
  storage.sql("ALTER TABLE ops ADD COLUMN note TEXT NOT NULL DEFAULT ''")
}

describe('an object whose storage an older version wrote', () => {
  test('an object of an older version continues its due work, and stores its name from then on', async () => {
    const { cart, disk, write } = await openCart()
    await write([add('tea', 2)])
    asFirstVersion(disk)
    const newer = await openCart({ disk })
    expect(newer.cart.position).toEqual(cart.position)
    expect(disk.run('SELECT name FROM meta')).toEqual([{ name: 'gst_ann' }])
    newer.now += LOST_MS
    await newer.cart.alarm()
    expect(newer.sent).toHaveLength(1)
  })

  test('an object opens with its lines, keys and position under a newer shape of tables', async () => {
    const { cart, disk, write } = await openCart()
    await write([add('tea', 2)], { key: { key: 'key', hash: 'hash' } })
    const newer = await openCart({ disk, migrations: [...MIGRATIONS, addColumn] })
    expect(newer.cart.position).toEqual(cart.position)
    expect(newer.cart.rows.get('items', 'tea')).toMatchObject({ quantity: 2 })
    expect(disk.run('SELECT shape FROM meta')).toEqual([{ shape: MIGRATIONS.length + 1 }])
    expect(disk.run('SELECT note FROM ops')).toEqual([{ note: '' }])
    const repeat = await newer.write([add('tea', 2)], { key: { key: 'key', hash: 'hash' } })
    expect(repeat.status).toBe('replayed')
    await newer.write([add('pot')])
    expect(newer.cart.position.version).toBe(2)
  })

  test('idempotency keys that the first version stored are kept, beyond later writes without a key', async () => {
    const { disk, write } = await openCart()
    await write([add('tea', 2)], { key: { key: 'key', hash: 'hash' } })
    asFirstVersion(disk)
    const newer = await openCart({ disk })
    for (let turn = 0; turn < 300; turn++) await newer.write([{ type: 'set', sku: 'tea', quantity: 1 + (turn % 2) }])
    expect((await newer.write([add('tea', 2)], { key: { key: 'key', hash: 'hash' } })).status).toBe('replayed')
  })

  test('rows of an older shape are upgraded to the new shape when the object opens', async () => {
    const { disk, write } = await openCart()
    await write([add('tea')])
    const renamed = { ...CART, schema: CART.schema + 1, upgrade: () => ({ items: { moved: { quantity: 1 } } }) }
    const newer = await openCart({ disk, definition: renamed })
    expect([...newer.cart.rows.entries('items')].map(([sku]) => sku)).toEqual(['moved'])
    expect(disk.run('SELECT list, key FROM rows')).toEqual([{ list: 'items', key: 'moved' }])
    expect(newer.cart.snapshot()).toMatchObject({ schema: CART.schema + 1, version: 1 })
    const again = await openCart({ disk, definition: renamed })
    expect([...again.cart.rows.entries('items')]).toHaveLength(1)
  })

  test('fault 26: a migration that throws half-way is rolled back, and the original error is thrown', async () => {
    const { cart, disk, write } = await openCart()
    await write([add('tea')])
    const before = disk.image()
    const broken: Migration = (storage) => {
      storage.sql('UPDATE rows SET value = ?', '{}')
      storage.sql('SELECT * FROM no_such_table')
    }
    await expect(openCart({ disk, migrations: [...MIGRATIONS, addColumn, broken] })).rejects.toThrow(/no_such_table/)
    expect(disk.image()).toEqual(before)
    const old = await openCart({ disk })
    expect(old.cart.position).toEqual(cart.position)
    expect(old.cart.rows.get('items', 'tea')).toMatchObject({ quantity: 1 })
  })

  test('storage that a newer version wrote is refused instead of misread', async () => {
    const { disk, write } = await openCart({ migrations: [...MIGRATIONS, addColumn] })
    await write([add('tea')])
    await expect(openCart({ disk })).rejects.toThrow(/newer than this code/)
  })

  test('reading an untouched object writes nothing', async () => {
    const { cart, disk } = await openCart()
    await cart.ready()
    expect(cart.position).toEqual({ epoch: 0, version: 0 })
    expect(disk.writes).toBe(0)
  })
})
