/** A record, L2 and objects in memory, with the guards of the real ones, which count every call. */
import type { Copy, Held, Kind, OwnStand } from '../../../src/domain/copy.ts'
import { compare, type Position } from '../../../src/domain/position.ts'
import { passOf, reportOf } from '../../../src/worker/checks/check.ts'
import { newPass, type Pass } from '../../../src/worker/reconciliation/pass.ts'
import type { Reconciled, ReconciliationPorts } from '../../../src/worker/reconciliation/ports.ts'
import { reconciliation } from '../../../src/worker/reconciliation/reconciliation.ts'
import { reconcilePortion } from '../../../src/worker/reconciliation/walk.ts'

const NOW = Date.UTC(2026, 10, 29)
const OLD = NOW - 2 * 24 * 3600_000

export function copyAt(kind: Kind, id: string, version: number, more: Partial<Position> = {}): Copy {
  return {
    ...{ kind, id, epoch: 5, version, schema: 1, updatedAt: OLD, state: 'live', seal: null, lists: {} },
    ...more,
  }
}

export class PaperTiers {
  readonly record = new Map<string, Copy>()
  readonly l2 = new Map<string, Copy>()
  readonly objects = new Map<string, Copy>()
  readonly asked: string[] = []
  readonly repaired: string[] = []
  readonly pauses: number[] = []
  calls = 0
  mostCalls = 0
  portions = 0
  /** Called before each write of a copy. */
  beforePut: () => void = () => {}

  /** The same copy everywhere. */
  add(copy: Copy): void {
    const name = `${copy.kind}:${copy.id}`
    this.record.set(name, copy)
    this.objects.set(name, copy)
    if (copy.kind === 'cart') this.l2.set(copy.id, copy)
  }

  ports(changes: Partial<ReconciliationPorts> = {}): ReconciliationPorts {
    const heldOf = (kind: Kind, id: string) => {
      const copy = this.record.get(`${kind}:${id}`)
      return copy ? [{ id, ...heldBy(copy), settling: false }] : []
    }
    return {
      record: {
        listHeld: async (kind, limit, after) => {
          this.calls++
          const ids = [...this.record.values()].flatMap((copy) =>
            copy.kind === kind && copy.id > after ? copy.id : [],
          )
          return ids
            .sort()
            .slice(0, limit)
            .flatMap((id) => heldOf(kind, id))
        },
        heldOf: async (kind, ids) => {
          this.calls++
          return ids.flatMap((id) => heldOf(kind, id))
        },
        getCopies: async (kind, ids) => {
          this.calls++
          return ids.flatMap((id) => this.record.get(`${kind}:${id}`) ?? [])
        },
        putCopies: async (kind, copies) => {
          this.calls++
          for (const copy of copies) put(this.record, `${kind}:${copy.id}`, copy)
          return new Map()
        },
      },
      l2: {
        heldOf: async (_, ids) => {
          this.calls++
          return ids.map((id) => {
            const copy = this.l2.get(id)
            return copy ? heldBy(copy) : null
          })
        },
        scanIds: async () => {
          this.calls++
          return { ids: [...this.l2.keys()], next: null }
        },
        getCopy: async (_, id) => {
          this.calls++
          return this.l2.get(id) ?? null
        },
        putCopies: async (copies) => {
          this.calls++
          this.beforePut()
          return copies.map((copy) => put(this.l2, copy.id, copy))
        },
      },
      objects: { aggregate: (kind, id) => this.#object(kind, id) },
      log: () => {},
      signal: new AbortController().signal,
      now: () => NOW,
      pause: async (ms) => void this.pauses.push(ms),
      ...changes,
    }
  }

  /** Runs a whole pass; each portion reads its pass from the stored report. */
  async pass(calls = 10_000, before: Pass | null = null, ports = this.ports()): Promise<Pass> {
    let pass = newPass(NOW, before)
    while (pass.stage !== 'ended') {
      this.calls = 0
      await reconcilePortion(ports, pass, calls)
      this.mostCalls = Math.max(this.mostCalls, this.calls)
      this.portions++
      pass = passOf(reconciliation, JSON.parse(JSON.stringify(reportOf(reconciliation, pass, null)))) ?? pass
    }
    return pass
  }

  #object(kind: Kind, id: string): Reconciled {
    const name = `${kind}:${id}`
    const send = () => {
      const copy = this.objects.get(name)
      this.repaired.push(name)
      if (!copy) return
      put(this.record, name, copy)
      if (kind === 'cart') put(this.l2, id, copy)
    }
    return {
      stand: async (): Promise<OwnStand | null> => {
        this.calls++
        this.asked.push(name)
        const copy = this.objects.get(name)
        return copy ? { ...heldBy(copy), isDirty: false } : null
      },
      resend: async () => {
        this.calls++
        send()
        return 'sending'
      },
      drainSoon: async () => send(),
      tend: async () => {},
      confirm: async ({ epoch }) => {
        const copy = this.objects.get(name)
        if (copy) this.objects.set(name, { ...copy, epoch: epoch + 1 })
        send()
      },
      whole: async () => this.objects.get(name) ?? null,
    }
  }
}

function heldBy({ epoch, version, updatedAt, state }: Copy): Held {
  return { epoch, version, updatedAt, state }
}

function put(tier: Map<string, Copy>, key: string, copy: Copy): Position {
  const held = tier.get(key)
  if (held && compare(held, copy) > 0) return held
  tier.set(key, copy)
  return copy
}
