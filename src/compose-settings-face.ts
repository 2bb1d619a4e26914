import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AutonomyWatch } from './compose-autonomy.ts'
import type { OpenedSettings } from './compose-settings.ts'
import { decide } from './decision/decide.ts'
import { decideAgain } from './decision/decide-again.ts'
import type { Policy } from './domain/decision.ts'
import { Refusal } from './domain/errors.ts'
import { REWRITTEN_FROM } from './domain/evidence.ts'
import type { Language } from './domain/message.ts'
import type { Outcome, RecordedTurn } from './domain/record.ts'
import type { WidgetLook } from './domain/settings.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { createSendScript } from './gateway/script-reply.ts'
import type { Face } from './gateway/server.ts'
import { addSettingsRoutes, type ThresholdEffect } from './gateway/settings-routes.ts'
import { createBreathe } from './lib/breathe.ts'
import { shownLook } from './lib/palette.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Store } from './ports/store.ts'
import { withThresholds } from './settings/with-thresholds.ts'

export interface SettingsFaceParts {
  settings: OpenedSettings
  store: Pick<Store, 'turns'>
  autonomy: Pick<AutonomyWatch, 'policy' | 'limited'>
  label(intent: string, language: Language): string
  /** Where the built pages are. */
  pages: string
  now(): Date
}

const EFFECT_DAYS = 7
const DAY_MS = 86_400_000
/** Turns that are read for one preview, also those that cannot be decided again. */
const MOST_TURNS = 2_000
const TURNS_A_PAGE = 100

/** Settings over HTTP, and the loader of the widget with the look of its tenant in it. */
export const settingsFace = (parts: SettingsFaceParts): Face => {
  const { settings, autonomy, pages } = parts
  const { keeper, facts } = settings
  const effectOf = createEffectOf(parts)
  return (app, { router }) => {
    addSettingsRoutes(router, {
      facts,
      trained: () => {
        const { answerAbove, suggestAbove, answerAboveByIntent } = settings.basePolicy()
        const intents = Object.entries(answerAboveByIntent).map(([intent, bar]) => [intent, bar > 1 ? 'never' : bar])
        return { answerAbove, suggestAbove, intents: Object.fromEntries(intents) }
      },
      read: keeper.read,
      change: keeper.change,
      revert: keeper.revert,
      changes: keeper.changes,
      tags: (tenant) => settings.of(tenant).tags,
      effect: (tenant, thresholds) =>
        effectOf(tenant, {
          now: autonomy.policy(tenant),
          would: autonomy.limited(tenant, withThresholds(settings.basePolicy(), thresholds)),
        }),
    })
    let loader: Promise<string> | undefined
    const sendScript = createSendScript()
    app.get<{ Querystring: { tenant?: unknown } }>('/widget.js', async (request, reply) => {
      const { tenant } = request.query
      loader ??= readFile(join(pages, 'widget.js'), 'utf8').catch((error: unknown) => {
        loader = undefined
        throw error
      })
      const look = lookOf(settings.of(typeof tenant === 'string' ? tenant : DEFAULT_TENANT).widget)
      return sendScript(request, reply, `window.tabdeskLook=${look};\n${await loader}`)
    })
  }
}

/** It stands in a script. */
const lookOf = (look: WidgetLook): string => JSON.stringify(shownLook(look)).replaceAll('<', '\\u003c')

type Policies = { now: Policy; would: Policy }

/** One preview a tenant at a time: the newest takes the place of the one before, which is refused. */
export const createEffectOf = (parts: Pick<SettingsFaceParts, 'store' | 'label' | 'now'>) => {
  const newest = new Map<string, Policies>()
  return async (tenant: string, policies: Policies): Promise<ThresholdEffect> => {
    newest.set(tenant, policies)
    try {
      return await effectWhile(() => newest.get(tenant) === policies, parts, tenant, policies)
    } finally {
      if (newest.get(tenant) === policies) newest.delete(tenant)
    }
  }
}

/** The week's turns decided under both policies; nothing is understood, looked up or written again. */
const effectWhile = async (
  isWanted: () => boolean,
  { store, label, now }: Pick<SettingsFaceParts, 'store' | 'label' | 'now'>,
  tenant: string,
  policies: Policies,
): Promise<ThresholdEffect> => {
  const since = new Date(now().getTime() - EFFECT_DAYS * DAY_MS).toISOString()
  const effect: ThresholdEffect = {
    ...{ days: EFFECT_DAYS, turns: 0, capped: false, alone: { now: 0, would: 0 } },
    gained: { turns: 0, right: 0, wrong: 0 },
    lost: { turns: 0, right: 0, wrong: 0 },
  }
  const breathe = createBreathe()
  const isAlone = (turn: RecordedTurn, policy: Policy): boolean | undefined => {
    const { record, inputs, text } = turn
    if (inputs === undefined || text === undefined) return undefined
    return decideAgain(decide, { record, inputs, text: normalise(text), label }, policy).decision.kind === 'answer'
  }
  let read = 0
  for (let after: number | undefined = 0; after !== undefined; ) {
    if (!isWanted()) throw new Refusal('conflict', 'a newer preview of this shop took the place of this one; ask again')
    const page: Awaited<ReturnType<Store['turns']>> = await store.turns({ tenant, since, after, limit: TURNS_A_PAGE })
    read += page.turns.length
    for (const turn of page.turns) {
      await breathe()
      const [was, will] = [isAlone(turn, policies.now), isAlone(turn, policies.would)]
      if (was === undefined || will === undefined) continue
      effect.turns += 1
      effect.alone.now += Number(was)
      effect.alone.would += Number(will)
      if (was === will) continue
      const side = will ? effect.gained : effect.lost
      side.turns += 1
      const word = wordOf(turn.outcomes)
      if (word !== undefined) side[word] += 1
    }
    if (read >= MOST_TURNS && page.next !== undefined) return { ...effect, capped: true }
    after = page.next
  }
  return effect
}

/** What people said of a turn; a word against it counts more than one for it. */
const wordOf = (outcomes: readonly Outcome[]): 'right' | 'wrong' | undefined => {
  const words = outcomes.map(({ result, value = 0 }) => {
    if (result === 'dismissed' || result === 'undone' || result === 'reopened') return 'wrong'
    if (result === 'rated') return value > 0 ? 'right' : 'wrong'
    if (result === 'edited') return value < REWRITTEN_FROM ? 'right' : 'wrong'
    return result === 'sent' || result === 'accepted' ? 'right' : undefined
  })
  return words.includes('wrong') ? 'wrong' : words.find((word) => word !== undefined)
}
