/**
 * Settings that operators change while the deployment runs, each with a version. A new Worker can meet an old object for
 * some seconds of a deploy: shapes change compatibly.
 */
import type { Canary } from '../../domain/canary/canary.ts'
import type { SwitchChange, Switches, Unswitchable } from '../../domain/policy/switches.ts'
import type { ProblemCode } from '../problem.ts'

export interface Settings {
  readonly canary: Canary
  readonly policies: Switches
}

/** The canary as an operator wants it. A stopped canary has no share. */
export interface CanaryChange extends Pick<Canary, 'isRunning' | 'share' | 'users'> {
  readonly reason?: string | undefined
}

export interface Setting<Value> {
  readonly value: Value
  /** 0 until the first change. */
  readonly version: number
  /** Milliseconds since 1970; null until the first change. */
  readonly changedAt: number | null
  /** The id of an operator, or of the alert that caused the change. */
  readonly changedBy: string | null
  readonly reason: string | null
}

export type CanaryReply =
  | { readonly status: 'changed'; readonly canary: Setting<Canary> }
  | {
      readonly status: 'refused'
      readonly code: ProblemCode
      readonly detail: string
      readonly canary: Setting<Canary>
    }

export type PoliciesReply =
  | { readonly status: 'changed' | 'version_mismatch'; readonly policies: Setting<Switches> }
  | { readonly status: 'refused'; readonly complaint: Unswitchable; readonly policies: Setting<Switches> }

/** The part of the alerts' object that keeps the settings, so that a firing alert can change them at once. */
export interface SettingsObject {
  settings(): Promise<Settings>
  canary(): Promise<Setting<Canary>>
  /** @param ifVersion the version that the operator has seen, or null for any */
  changeCanary(change: CanaryChange, by: string, ifVersion: number | null): Promise<CanaryReply>
  policies(): Promise<Setting<Switches>>
  /** @param ifVersion the version that the operator has seen, or null for any */
  changePolicy(
    change: SwitchChange,
    by: string,
    reason: string | null,
    ifVersion: number | null,
  ): Promise<PoliciesReply>
}
