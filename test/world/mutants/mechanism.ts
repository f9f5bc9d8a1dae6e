/** Planted bugs in the write-behind mechanism, the consumer and the record's adapter. */
import type { Mutant } from './mutant.ts'

const ALARM = 'src/objects/aggregate/alarm.ts'
const CONFIRM = 'src/objects/aggregate/confirm.ts'
const DRAIN = 'src/objects/aggregate/drain.ts'
const DUTIES = 'src/objects/aggregate/duties.ts'
const DUES = 'src/objects/aggregate/dues.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const RING = 'src/objects/aggregate/ring.ts'
const STORE = 'src/objects/aggregate/store.ts'
const WRITER = 'src/objects/aggregate/writer.ts'
const CONSUMER = 'src/worker/queue/consumer.ts'
const RECORD = 'src/tiers/record/d1/copies.ts'

export const MECHANISM: readonly Mutant[] = [
  {
    name: 'the record does not guard positions',
    file: RECORD,
    find: 'set: incoming(table, id), setWhere: isNewer })',
    replace: 'set: incoming(table, id) })',
    seed: 8,
  },
  {
    name: 'the record compares versions and ignores epochs',
    file: RECORD,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    find: 'sql`(excluded.${nameOf(epoch)}, excluded.${nameOf(version)}) > (${epoch}, ${version})`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    replace: 'sql`excluded.${nameOf(version)} > ${version}`',
    seed: 6,
  },
  {
    name: 'copies are merged by union in the record',
    file: RECORD,
    find: 'set: incoming(table, id), setWhere',
    replace:
      "set: { ...incoming(table, id), lists: sql`json_patch(coalesce(carts.lists, '{}'), excluded.lists)` }, setWhere",
  },
  {
    name: 'a cart is evicted before the confirm',
    file: LIFE,
    find: 'const mayRest = !store.dirty && ',
    replace: 'const mayRest = ',
    seed: 16,
  },
  {
    name: 'the alarm is not armed again after it ran',
    file: DUTIES,
    find: 'store.armIfSooner(ports.now())',
    replace: '',
  },
  {
    name: 'the alarm is set only when no alarm is set',
    file: ALARM,
    find: 'if (this.#armed !== null && this.#armed <= at && now',
    replace: 'if (this.#armed !== null && now',
  },
  {
    name: 'a waking object does not arm its alarm',
    file: ALARM,
    find: '    this.armIfSooner(now, earliest)\n',
    replace: '    this.#armed ??= earliest\n',
    seed: 43,
  },
  {
    name: 'the key is not stored with its write',
    file: RING,
    find: 'keys.length > 0 ? JSON.stringify(keys) : null,',
    replace: "name === 'undo' && keys.length > 0 ? JSON.stringify(keys) : null,",
    seed: 13,
  },
  {
    name: 'rows outlive their cart',
    file: LIFE,
    find: '    store.putMeta({ epoch, version: version + 1, state, seal: null, schema: definition.schema, updatedAt: now })\n    store.rows.clear(store.storage)',
    replace:
      '    store.putMeta({ epoch, version: version + 1, state, seal: null, schema: definition.schema, updatedAt: now })',
    seed: 8,
  },
  {
    name: 'remembered operations outlive their cart',
    file: LIFE,
    find: '    store.rows.clear(store.storage)\n    store.ring.clear(store.storage)\n    store.dues.clearBut(store.storage, DRAIN)\n    store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)',
    replace:
      '    store.rows.clear(store.storage)\n    store.dues.clearBut(store.storage, DRAIN)\n    store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)',
    seed: 21,
  },
  {
    name: 'a confirm of any position counts as one of the current position',
    file: CONFIRM,
    find: 'const reached = { epoch: held.epoch, version: held.version }',
    replace: 'const reached = position',
    seed: 31,
  },
  {
    name: 'the consumer confirms the position of the message instead of the stored one',
    file: CONSUMER,
    find: 'if (its && isAtOrPast(its, copy)) held.set(copy, its)',
    replace: 'held.set(copy, copy)',
    seed: 379,
  },
  {
    name: 'the consumer confirms copies that the record failed to store',
    file: CONSUMER,
    find: "      ports.log('warn', 'record.failed', { copies: chunk.length, reason: describeError(error) })\n",
    replace: '      for (const copy of chunk) held.set(copy, copy)\n',
    seed: 4,
  },
  {
    name: 'hydration accepts a copy of any position',
    file: LIFE,
    find: "if (copy?.state === 'live' && same(copy, store.position)) return copy",
    replace: "if (copy?.state === 'live') return copy",
    seed: 125,
  },
  {
    name: 'an object counts as clean as soon as its drain has sent',
    file: DRAIN,
    find: 'if (same(store.position, sent)) store.dues.again(store.storage, DRAIN, now, ports.random())',
    replace: 'if (same(store.position, sent)) store.dues.set(store.storage, DRAIN, null, sent)',
    seed: 8,
  },
  {
    name: 'a new life continues under the old epoch',
    file: STORE,
    find: 'epoch: mintEpoch(now, last), version: 0,',
    replace: 'epoch: last.epoch || now, version: 0,',
    seed: 6,
  },
  {
    name: 'a repeated write is applied again',
    file: WRITER,
    find: "if (known.hash === key.hash) return { status: 'replayed', results: decodeResults(known.result), ...UNCHANGED }",
    replace: 'if (known.hash === key.hash) return null',
  },
  {
    name: 'a failing tier is read as an empty cart',
    file: LIFE,
    find: "    throw new Unavailable('neither L2 nor the record holds the position of this object')",
    replace:
      "    return store.transaction(ports.now(), () => store.putMeta({ ...meta, state: 'live', schema: definition.schema }))",
    seed: 13,
  },
  {
    name: 'a tombstone is confirmed without L2',
    file: CONSUMER,
    find: "if (isInL2 || newest.state === 'live') await",
    replace: 'await',
    seed: 22,
  },
  {
    name: 'undo reverts a write that is past its limit',
    file: WRITER,
    find: ' && ring.newest.at + UNDO_MS > now ? ring.newest : null',
    replace: ' ? ring.newest : null',
    seed: 3,
  },
  {
    name: 'a failed drain is not repeated',
    file: DUES,
    find: 'else this.#write(storage, name, next)',
    replace: 'else this.#write(storage, name, attempt > 2 ? { ...next, at: null } : next)',
    seed: 5,
  },
  {
    name: 'a write during a send waits for the pause of the old position',
    file: DRAIN,
    find: '    else store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)\n',
    replace: '    else store.dues.set(store.storage, DRAIN, null)\n',
    seed: 29,
  },
  {
    name: 'lines of a new life rank behind earlier ones',
    file: WRITER,
    find: 'const rank = (store.shown.version + 1) * RANKS_PER_WRITE',
    replace: 'const rank = (store.position.version + 1) * RANKS_PER_WRITE',
    seed: 59,
  },
  {
    name: 'a tombstone is not sent',
    file: LIFE,
    find: '    store.dues.clearBut(store.storage, DRAIN)\n    store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)',
    replace:
      '    store.dues.clearBut(store.storage, DRAIN)\n    store.dues.set(store.storage, DRAIN, null, { epoch, version: version + 1 })',
    seed: 5,
  },
  {
    name: 'a rolled back object keeps its epoch',
    file: CONFIRM,
    find: 'if (isAhead(held, store)) overtaken(living, held)\n',
    replace: 'if (compare(held, position) > 0) return\n',
    seed: 87,
  },
]
