/** Planted bugs in the watermarks of clients that number their operations. */
import type { Mutant } from './mutant.ts'

const CLIENTS = 'src/domain/cart/clients.ts'
const DEFINITION = 'src/objects/cart/cart-definition.ts'
const EVOLVE = 'src/domain/cart/evolve.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const MERGE = 'src/domain/cart/merge.ts'
const ROWS = 'src/objects/aggregate/row-set.ts'
const SEQUENCE = 'src/domain/cart/sequence.ts'

export const CLIENTS_OF_CARTS: readonly Mutant[] = [
  {
    name: 'watermarks are lost at eviction',
    file: LIFE,
    find: '  store.rows.install(definition.upgrade(copy.lists, copy.schema))\n',
    replace: '  store.rows.install({ ...definition.upgrade(copy.lists, copy.schema), clients: {} })\n',
    clients: true,
    promise: 'the rows are',
  },
  {
    name: 'watermarks are lost at a merge',
    file: MERGE,
    find: 'const { clients = [] } = guest',
    replace: 'const clients: readonly KnownClient[] = []',
    clients: true,
    promise: 'the rows are',
  },
  {
    name: 'a watermark is stored outside the transaction of its operation',
    file: ROWS,
    find: '      const row = this.#lists.get(list)?.get(key)\n      if (row) storage',
    replace:
      "      const row = this.#lists.get(list)?.get(key)\n      if (row && list === 'clients') Promise.resolve().then(() => storage.run(UPSERT, list, key, row.json)).catch(() => {})\n      else if (row) storage",
    clients: true,
    promise: 'the rows are',
  },
  {
    name: 'a refusal is not counted',
    file: SEQUENCE,
    find: 'return { ...decision, value: [decided] }',
    replace: 'return decision',
    clients: true,
  },
  {
    name: 'the last operation of a client is decided again',
    file: SEQUENCE,
    find: 'if (seq <= last) {',
    replace: 'if (seq < last) {',
    clients: true,
  },
  {
    name: 'a client that was forgotten goes on',
    file: SEQUENCE,
    find: '  if (!client && seq > 1) {',
    replace: '  if (!client && seq > 1 && seq < 0) {',
    clients: true,
    promise: 'is unknown_client',
    seed: 5,
  },
  {
    name: 'an undo takes a watermark back',
    file: DEFINITION,
    find: 'lasting: [CLIENTS],',
    replace: 'lasting: [],',
    clients: true,
    seed: 24,
  },
  {
    name: 'a cart that was put back keeps its lower watermarks',
    file: DEFINITION,
    find: "return others.length > 0 ? evolve(rows, { type: 'clients_joined', clients: others }) : []",
    replace: 'return others.length < 0 ? evolve(rows, { type: "clients_joined", clients: others }) : []',
    clients: true,
    promise: 'its watermarks went back',
    seed: 17,
  },
  {
    name: 'the guest’s watermark counts where both carts know the client',
    file: CLIENTS,
    find: 'known && known.last >= client.last ? known : client',
    replace: 'client',
    clients: true,
    seed: 87,
  },
  {
    name: 'the client that was used last is forgotten first',
    file: CLIENTS,
    find: 'return [...others, client].slice(-MAX_CLIENTS)',
    replace: 'return [client, ...others].slice(-MAX_CLIENTS)',
    clients: true,
  },
  {
    name: 'watermarks stay with the guest after the hand-over',
    file: EVOLVE,
    find: 'REMOVED, COUPONS, CLIENTS]',
    replace: 'REMOVED, COUPONS]',
    clients: true,
  },
]
