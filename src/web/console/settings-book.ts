import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { FieldFault } from '../../domain/errors.ts'
import { CHANGES_A_PAGE, type SettingsArea, type SettingsChange, type TenantSettings } from '../../domain/settings.ts'
import { ApiError, call } from '../shared/api.ts'
import { session } from './session.ts'

export interface SettingsAnswer {
  version: number
  settings: TenantSettings
  trained: { answerAbove: number; suggestAbove: number; intents: Record<string, number | 'never'> }
}

/** What became of a change; faults name fields from the area on. */
export type Saved = { ok: true } | { ok: false; why: string; conflict: boolean; faults: readonly FieldFault[] }

/** An area as it is being changed, and what it was changed from. */
export interface AreaDraft {
  value: unknown
  /** As JSON; where the area is different now, somebody else was quicker. */
  base: string
}

/** The tenant's settings as this page has read them; while there is a draft, the browser asks before the page goes. */
export interface SettingsBook {
  readonly answer: ReadonlySignal<SettingsAnswer | undefined>
  readonly failed: ReadonlySignal<string | undefined>
  /** What is not saved yet; it stays while the page does, wherever in it one goes. */
  readonly drafts: ReadonlySignal<Readonly<Partial<Record<SettingsArea, AreaDraft>>>>
  /** Changes of the area that was asked for last, newest first, and whether there are older ones. */
  readonly changes: ReadonlySignal<{ area?: SettingsArea; list: readonly SettingsChange[]; older: boolean }>
  read(): Promise<void>
  /** Begins with the newest. */
  readChanges(area: SettingsArea): Promise<void>
  olderChanges(): Promise<void>
  /** `undefined` drops it. */
  draft(area: SettingsArea, draft: AreaDraft | undefined): void
  /** What is written while it is under way stays, as a draft upon what was saved. */
  save(area: SettingsArea, value: unknown): Promise<Saved>
  revert(version: number): Promise<Saved>
}

const token = (): string => session.token.value ?? ''
const whyOf = (error: unknown): string =>
  error instanceof ApiError ? (error.problem.detail ?? error.message) : 'offline'

const askFirst = (event: BeforeUnloadEvent): void => event.preventDefault()

export const createSettingsBook = (): SettingsBook => {
  const answer = signal<SettingsAnswer>()
  const failed = signal<string>()
  const drafts = signal<SettingsBook['drafts']['value']>({})
  const changes = signal<SettingsBook['changes']['value']>({ list: [], older: false })
  const fetchChanges = async (area: SettingsArea, before?: number): Promise<readonly SettingsChange[]> => {
    const from = before === undefined ? '' : `&before=${before}`
    return (await call<{ changes: SettingsChange[] }>(`/v1/settings/changes?area=${area}${from}`, { token: token() }))
      .changes
  }
  const readChanges = async (area: SettingsArea): Promise<void> => {
    changes.value = { area, list: changes.value.area === area ? changes.value.list : [], older: false }
    const list = await fetchChanges(area)
    // Another area may have been opened meanwhile.
    if (changes.value.area === area) changes.value = { area, list, older: list.length >= CHANGES_A_PAGE }
  }
  const renewChanges = async (): Promise<void> => {
    const { area } = changes.value
    if (area !== undefined) await readChanges(area)
  }
  const draft = (area: SettingsArea, next: AreaDraft | undefined): void => {
    const { [area]: _, ...rest } = drafts.value
    drafts.value = next === undefined ? rest : { ...rest, [area]: next }
  }
  const taken = async (made: Promise<SettingsAnswer>, take: (made: SettingsAnswer) => void): Promise<Saved> => {
    try {
      const answered = await made
      // At once, or the draft would look overtaken by its own change.
      batch(() => {
        answer.value = answered
        take(answered)
      })
    } catch (error) {
      const faults = error instanceof ApiError ? (error.problem.faults ?? []) : []
      return { ok: false, why: whyOf(error), faults, conflict: error instanceof ApiError && error.status === 409 }
    }
    void renewChanges().catch(() => undefined)
    return { ok: true }
  }
  const owner = session.token.value
  effect(() => {
    if (session.token.value !== owner || Object.keys(drafts.value).length === 0) return
    addEventListener('beforeunload', askFirst)
    return () => removeEventListener('beforeunload', askFirst)
  })
  return {
    answer,
    failed,
    drafts,
    changes,
    readChanges: (area) => readChanges(area).catch(() => undefined),
    olderChanges: async () => {
      const { area, list } = changes.value
      const last = list.at(-1)
      if (area === undefined || last === undefined) return
      const more = await fetchChanges(area, last.version).catch(() => undefined)
      if (more !== undefined && changes.value.list === list)
        changes.value = { area, list: [...list, ...more], older: more.length >= CHANGES_A_PAGE }
    },
    draft,
    read: async () => {
      try {
        answer.value = await call<SettingsAnswer>('/v1/settings', { token: token() })
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
        ({ settings }) => {
          const now = drafts.value[area]
          const isSent = JSON.stringify(now?.value) === JSON.stringify(value)
          draft(area, now === undefined || isSent ? undefined : { ...now, base: JSON.stringify(settings[area]) })
        },
      ),
    revert: (version) =>
      taken(call(`/v1/settings/changes/${version}/revert`, { token: token(), body: {} }), () => undefined),
  }
}
