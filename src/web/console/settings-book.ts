import { type ReadonlySignal, signal } from '@preact/signals'
import type { FieldFault } from '../../domain/errors.ts'
import type { SettingsArea, SettingsChange, TenantSettings } from '../../domain/settings.ts'
import { ApiError, call } from '../shared/api.ts'
import { session } from './session.ts'

export interface SettingsAnswer {
  version: number
  settings: TenantSettings
  trained: { answerAbove: number; suggestAbove: number; intents: Record<string, number | 'never'> }
}

/** What became of a change; faults name fields from the area on. */
export type Saved = { ok: true } | { ok: false; why: string; conflict: boolean; faults: readonly FieldFault[] }

/** The tenant's settings as this page has read them. */
export interface SettingsBook {
  readonly answer: ReadonlySignal<SettingsAnswer | undefined>
  readonly failed: ReadonlySignal<string | undefined>
  readonly changes: ReadonlySignal<readonly SettingsChange[]>
  read(): Promise<void>
  save(area: SettingsArea, value: unknown): Promise<Saved>
  revert(version: number): Promise<Saved>
}

const token = (): string => session.token.value ?? ''
const whyOf = (error: unknown): string =>
  error instanceof ApiError ? (error.problem.detail ?? error.message) : 'offline'

export const createSettingsBook = (): SettingsBook => {
  const answer = signal<SettingsAnswer>()
  const failed = signal<string>()
  const changes = signal<readonly SettingsChange[]>([])
  const readChanges = async (): Promise<void> => {
    changes.value = (await call<{ changes: SettingsChange[] }>('/v1/settings/changes', { token: token() })).changes
  }
  const taken = async (made: Promise<SettingsAnswer>): Promise<Saved> => {
    try {
      answer.value = await made
    } catch (error) {
      const faults = error instanceof ApiError ? (error.problem.faults ?? []) : []
      return { ok: false, why: whyOf(error), faults, conflict: error instanceof ApiError && error.status === 409 }
    }
    await readChanges().catch(() => undefined)
    return { ok: true }
  }
  return {
    answer,
    failed,
    changes,
    read: async () => {
      try {
        const [read] = await Promise.all([call<SettingsAnswer>('/v1/settings', { token: token() }), readChanges()])
        answer.value = read
        failed.value = undefined
      } catch (error) {
        failed.value = whyOf(error)
      }
    },
    save: (area, value) =>
      taken(
        call(`/v1/settings/${area}`, {
          ...{ token: token(), method: 'PUT' },
          body: { version: answer.value?.version ?? 0, value },
        }),
      ),
    revert: (version) => taken(call(`/v1/settings/changes/${version}/revert`, { token: token(), body: {} })),
  }
}
