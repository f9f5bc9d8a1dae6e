/**
 * The reconciliation: walks over the record and L2 by pages of positions, asks the objects of copies that differ and of
 * a share of all others, and repairs what is behind.
 * Invariant: one portion makes a bounded number of calls and the next continues where it ended; a portion that is
 * repeated repairs nothing twice, because every repair compares positions.
 */
import { KINDS, type Kind } from '../../domain/copy.ts'
import { compare, formatPosition, parsePosition } from '../../domain/position.ts'
import { judgeTiers } from '../../domain/reconciliation/judge.ts'
import { Budget } from '../checks/budget.ts'
import { CALLS_PER_READ, inL2, nameOf } from './copies.ts'
import { Findings } from './findings.ts'
import { lookAtSuspects, verifyRepairs } from './look.ts'
import { isInTurn, type Pass } from './pass.ts'
import type { ReconciliationPorts } from './ports.ts'
import { putIntoL2 } from './repair.ts'

const PAGE = 200
/** Copies that are read and written at once; one may have 2 MB. */
const PUTS_AT_ONCE = 20
const CALLS_PER_PUT = 2

/** Continues the pass for about `calls` calls. Throws TierError, or the signal's abort reason. */
export async function reconcilePortion(ports: ReconciliationPorts, pass: Pass, calls: number): Promise<void> {
  const budget = new Budget(calls)
  const portion = new Portion(ports, pass, budget)
  while (pass.stage !== 'ended' && !budget.isSpent) await portion.step()
}

class Portion {
  readonly #ports: ReconciliationPorts
  readonly #pass: Pass
  readonly #budget: Budget
  readonly #findings: Findings

  constructor(ports: ReconciliationPorts, pass: Pass, budget: Budget) {
    this.#ports = ports
    this.#pass = pass
    this.#budget = budget
    this.#findings = new Findings(pass, ports.now)
  }

  async step(): Promise<void> {
    this.#ports.signal.throwIfAborted()
    const { puts, suspects, stage } = this.#pass
    const parts = { ports: this.#ports, pass: this.#pass, budget: this.#budget, findings: this.#findings }
    if (puts.length > 0) return this.#put()
    if (suspects.length > 0) return lookAtSuspects(parts)
    if (stage === 'l2') return this.#scan()
    if (stage === 'verify') return verifyRepairs(parts)
    if (stage !== 'ended') return this.#readPage(stage)
  }

  async #readPage(kind: Kind): Promise<void> {
    const { record, now } = this.#ports
    this.#budget.spend(CALLS_PER_READ)
    const rows = await record.listHeld(kind, PAGE, this.#pass.after)
    const ids = rows.map(({ id }) => id)
    const l2 = await inL2(this.#ports, kind, ids)
    for (const [place, row] of rows.entries()) {
      const seen = { l2: l2[place] ?? null, record: row }
      const verdict = judgeTiers(kind, row.id, seen, now())
      if (verdict === 'ask' || isInTurn(row.id, this.#pass.turn)) this.#pass.suspects.push(nameOf(kind, row.id))
      if (seen.l2 === null && verdict === null) this.#findings.count('notInL2')
      if (verdict === null || verdict === 'ask') continue
      const finding = this.#findings.add(kind, row.id, verdict, seen)
      this.#pass.puts.push({ id: row.id, finding, position: formatPosition(row) })
    }
    this.#findings.count(kind, rows.length)
    if (kind === 'account') await this.#suspectLostCarts(ids)
    this.#pass.after = ids.at(-1) ?? ''
    if (rows.length < PAGE) this.#endStage(kind)
  }

  #endStage(kind: Kind): void {
    this.#pass.after = ''
    this.#pass.stage = KINDS[KINDS.indexOf(kind) + 1] ?? 'l2'
  }

  /** Asks carts that the record lacks by the names of their accounts, a share in each pass. */
  async #suspectLostCarts(users: readonly string[]): Promise<void> {
    const asked = users.filter((id) => isInTurn(id, this.#pass.turn))
    if (asked.length > 0) await this.#suspectMissing(asked)
  }

  async #suspectMissing(ids: readonly string[]): Promise<void> {
    this.#budget.spend(1)
    const known = new Set((await this.#ports.record.heldOf('cart', ids)).map(({ id }) => id))
    for (const id of ids) if (!known.has(id)) this.#pass.suspects.push(nameOf('cart', id))
  }

  /** Finds copies in L2 that the record lacks. */
  async #scan(): Promise<void> {
    const { l2 } = this.#ports
    this.#budget.spend(1)
    const { ids, next } = l2 ? await l2.scanIds('cart', this.#pass.after) : { ids: [], next: null }
    if (ids.length > 0) await this.#suspectMissing(ids)
    this.#findings.count('l2', ids.length)
    this.#pass.after = next ?? ''
    if (next === null) this.#pass.stage = 'verify'
  }

  /** Writes copies of the record to L2. A write that L2 takes meanwhile is newer, and stays. */
  async #put(): Promise<void> {
    const some = this.#pass.puts.slice(0, PUTS_AT_ONCE)
    this.#budget.spend(CALLS_PER_PUT)
    const ids = some.map(({ id }) => id)
    const held = await putIntoL2(this.#ports, 'cart', ids)
    for (const { id, finding, position } of some) {
      const [reached, wanted] = [held.get(id), parsePosition(position)]
      if (!reached || !wanted || compare(reached, wanted) < 0) continue
      this.#findings.done('cart', 'put_l2')
      this.#findings.succeeded(finding)
    }
    this.#pass.puts = this.#pass.puts.slice(some.length)
  }
}
