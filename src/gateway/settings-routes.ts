import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal, Role } from '../domain/message.ts'
import {
  CHANGES_A_PAGE,
  SETTINGS_AREAS,
  type SettingsArea,
  type SettingsChange,
  type Tag,
  type TenantSettings,
} from '../domain/settings.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'
import { parseSettings, type SettingsFacts } from './settings-schema.ts'

const READERS: readonly Role[] = ['supervisor', 'admin']
const WRITERS: readonly Role[] = ['admin']

/** Changes on one page. */
/** Bytes of an area: the longest list of canned answers. */
const BODY_LIMIT_BYTES = 5 * 1024 * 1024

/** What other thresholds would have done in the last week, turns decided again. */
export interface ThresholdEffect {
  days: number
  turns: number
  /** Not all turns of the week were looked at. */
  capped: boolean
  /** Answered alone as it is set now, and as it would be. */
  alone: { now: number; would: number }
  /** Turns that would change sides, and what people said of those. */
  gained: { turns: number; right: number; wrong: number }
  lost: { turns: number; right: number; wrong: number }
}

export interface SettingsRouteParts {
  facts: SettingsFacts
  /** What configuration and training say where a tenant says nothing. */
  trained(): { answerAbove: number; suggestAbove: number; intents: Record<string, number | 'never'> }
  read(tenant: string): Promise<{ version: number; settings: TenantSettings }>
  change<A extends SettingsArea>(
    by: Principal,
    area: A,
    value: TenantSettings[A],
    seen: number,
  ): Promise<{ version: number; settings: TenantSettings }>
  revert(by: Principal, version: number): Promise<{ version: number; settings: TenantSettings }>
  changes(tenant: string, page: { area?: SettingsArea; before?: number; limit: number }): Promise<SettingsChange[]>
  effect(tenant: string, thresholds: TenantSettings['thresholds']): Promise<ThresholdEffect>
  tags(tenant: string): Tag[]
}

const area = z.enum(SETTINGS_AREAS as [SettingsArea, ...SettingsArea[]])
const version = z.coerce.number().int().min(0)

/** What a tenant sets for itself: read, changed, taken back; each change is a version with its author. */
export const addSettingsRoutes = (router: Router, parts: SettingsRouteParts): void => {
  const shownTo = async (answer: Promise<{ version: number; settings: TenantSettings }>) => ({
    ...(await answer),
    trained: parts.trained(),
  })
  router.add({
    method: 'GET',
    url: '/v1/settings',
    summary: 'What the tenant has set, with its version, and what is in force where it set nothing',
    roles: READERS,
    answer: ({ principal }) => shownTo(parts.read(principal.tenant)),
  })
  router.add({
    method: 'PUT',
    url: '/v1/settings/:area',
    summary: 'Sets one area whole; `version` is the one that was read, a change of the area since is a conflict',
    roles: WRITERS,
    bodyLimit: BODY_LIMIT_BYTES,
    body: z.strictObject({ version: z.number().int().min(0), value: z.unknown() }),
    answer: ({ principal, params, body }) => {
      const named = areaOf(params['area'])
      return shownTo(parts.change(principal, named, parseSettings(named, body.value, parts.facts), body.version))
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/settings/changes',
    summary: 'Changes with author, time, before and after; newest first, `before` a version',
    roles: READERS,
    query: z.object({ area: area.optional(), before: version.optional() }),
    answer: async ({ principal, query }) => ({
      changes: await parts.changes(principal.tenant, {
        limit: CHANGES_A_PAGE,
        ...(query.area === undefined ? {} : { area: query.area }),
        ...(query.before === undefined ? {} : { before: query.before }),
      }),
    }),
  })
  router.add({
    method: 'POST',
    url: '/v1/settings/changes/:version/revert',
    summary: 'Sets the area of a change to what it was before it; that is a change of its own',
    roles: WRITERS,
    body: z.strictObject({}),
    answer: ({ principal, params }) => {
      const wanted = version.safeParse(params['version'])
      if (!wanted.success)
        throw new Refusal('bad_input', `version is ${JSON.stringify(params['version'])}: use a number`, {
          field: 'version',
        })
      return shownTo(parts.revert(principal, wanted.data))
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/settings/thresholds/effect',
    summary: 'What other thresholds would have done in the last week; no side effect',
    roles: READERS,
    body: z.strictObject({ value: z.unknown() }),
    answer: ({ principal, body }) =>
      parts.effect(principal.tenant, parseSettings('thresholds', body.value, parts.facts)),
  })
  router.add({
    method: 'GET',
    url: '/v1/tags',
    summary: 'Tags that conversations may be marked with',
    roles: STAFF,
    answer: ({ principal }) => ({ tags: parts.tags(principal.tenant) }),
  })
}

const areaOf = (text: string | undefined): SettingsArea => {
  const found = SETTINGS_AREAS.find((one) => one === text)
  if (found !== undefined) return found
  throw new Refusal('not_found', `there is no area ${JSON.stringify(text)}: use one of ${SETTINGS_AREAS.join(', ')}`, {
    field: 'area',
  })
}
