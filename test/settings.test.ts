import { describe, expect, it } from 'vitest'
import type { Policy } from '../src/domain/decision.ts'
import { type BusinessHours, NO_SETTINGS } from '../src/domain/settings.ts'
import { parseSettings } from '../src/gateway/settings-schema.ts'
import { contrast, readableOn } from '../src/lib/contrast.ts'
import { isOpen, nextOpening } from '../src/settings/opening-hours.ts'
import { withThresholds } from '../src/settings/with-thresholds.ts'

const facts = { barOf: (intent: string) => ({ refund_status: 0.9, claim: Number.POSITIVE_INFINITY })[intent] }
const week = (open: { from: string; to: string }[]) => ({
  ...{ mon: open, tue: open, wed: open, thu: open, fri: open },
  ...{ sat: [], sun: [] },
})
const HOURS: BusinessHours = {
  timeZone: 'Asia/Shanghai',
  weekly: week([
    { from: '09:00', to: '12:00' },
    { from: '13:30', to: '18:00' },
  ]),
  holidays: [{ from: '2027-02-05', to: '2027-02-11', name: { zh: '春节', en: 'Spring Festival' }, open: [] }],
}
/** By the shop's clock. */
const at = (time: string): Date => new Date(`${time}:00+08:00`)

describe('opening hours', () => {
  it('go by the shop’s clock, with breaks, weekends and holidays', () => {
    expect(isOpen(HOURS, at('2026-11-23T09:00'))).toBe(true)
    expect(isOpen(HOURS, at('2026-11-23T08:59'))).toBe(false)
    expect(isOpen(HOURS, at('2026-11-23T12:00'))).toBe(false)
    expect(isOpen(HOURS, at('2026-11-22T10:00'))).toBe(false)
    expect(isOpen(HOURS, at('2027-02-08T10:00'))).toBe(false)
    expect(nextOpening(HOURS, at('2026-11-23T12:10'))).toEqual(at('2026-11-23T13:30'))
    expect(nextOpening(HOURS, at('2026-11-20T18:00'))).toEqual(at('2026-11-23T09:00'))
    expect(nextOpening(HOURS, at('2027-02-04T18:00'))).toEqual(at('2027-02-12T09:00'))
  })

  it('know summer time, the end of a day, and a week without an end in sight', () => {
    const berlin = { ...HOURS, timeZone: 'Europe/Berlin', holidays: [] }
    expect(nextOpening(berlin, new Date('2026-03-27T20:00:00Z'))).toEqual(new Date('2026-03-30T07:00:00Z'))
    const late = { ...HOURS, weekly: week([{ from: '20:00', to: '24:00' }]) }
    expect(isOpen(late, at('2026-11-23T23:59'))).toBe(true)
    expect(isOpen(late, at('2026-11-24T00:00'))).toBe(false)
    expect(nextOpening({ ...HOURS, weekly: week([]) }, at('2026-11-23T10:00'))).toBeUndefined()
  })
})

describe('thresholds of a tenant', () => {
  const policy = {
    ...{
      answerAbove: 0.9,
      answerAboveByIntent: { claim: Number.POSITIVE_INFINITY, lost_card: 0.95 },
      suggestAbove: 0.3,
    },
  } as unknown as Policy
  it('lie over those of training, and free nothing that training has not', () => {
    const own = withThresholds(policy, {
      answerAbove: 0.97,
      intents: { refund_status: 0.8, claim: 0.7, lost_card: 'never' },
    })
    expect(own.answerAbove).toBe(0.97)
    expect(own.suggestAbove).toBe(0.3)
    expect(own.answerAboveByIntent).toEqual({
      refund_status: 0.8,
      claim: Number.POSITIVE_INFINITY,
      lost_card: Number.POSITIVE_INFINITY,
    })
    expect(withThresholds(policy, { intents: {} })).toEqual(policy)
  })
  it('never go below the floor, whatever was kept', () => {
    const own = withThresholds(policy, { answerAbove: 0.1, intents: { refund_status: 0 } })
    expect([own.answerAbove, own.answerAboveByIntent['refund_status']]).toEqual([0.6, 0.6])
  })
})

describe('what may be set', () => {
  const fault = (area: Parameters<typeof parseSettings>[0], value: unknown) => {
    try {
      parseSettings(area, value, facts)
    } catch (error) {
      return (error as { faults: { field: string; value: string; fix: string }[] }).faults
    }
    throw new Error('it was taken')
  }
  it('takes what is there from the start, and what customers of ours would write', () => {
    for (const [area, value] of Object.entries(NO_SETTINGS))
      expect(parseSettings(area as keyof typeof NO_SETTINGS, value, facts)).toEqual(value)
    expect(parseSettings('hours', HOURS, facts)).toEqual(HOURS)
    const canned = [{ shortcut: '退款-到账', group: '售后', text: { zh: '退款 1–5 个工作日到账，请您留意。' } }]
    expect(parseSettings('canned', canned, facts)).toEqual(canned)
  })

  it.each([
    ['canned', [{ shortcut: '', group: '', text: { zh: '好' } }], 'canned.0.shortcut', /write something/],
    ['canned', [{ shortcut: 'a b', group: '', text: { zh: '好' } }], 'canned.0.shortcut', /letters, digits/],
    ['canned', [{ shortcut: 'a', group: '', text: {} }], 'canned.0.text', /one language/],
    ['tags', [{ id: 'VIP', name: { zh: '贵宾', en: 'VIP' }, colour: 'accent' }], 'tags.0.id', /a-z/],
    ['tags', [{ id: 'vip', name: { zh: '贵宾', en: 'VIP' }, colour: 'red' }], 'tags.0.colour', /accent, bot/],
    ['thresholds', { answerAbove: 0.2, intents: {} }, 'thresholds.answerAbove', /0\.6 or more/],
    ['thresholds', { intents: { nonsense: 0.9 } }, 'thresholds.intents.nonsense', /no such intent/],
    ['thresholds', { intents: { claim: 0.9 } }, 'thresholds.intents.claim', /too little is known/],
    ['thresholds', { intents: {}, speed: 1 }, 'thresholds', /no speed/],
    ['hours', { ...HOURS, timeZone: 'Mars/Base' }, 'hours.timeZone', /IANA/],
    ['hours', { ...HOURS, weekly: week([{ from: '18:00', to: '09:00' }]) }, 'hours.weekly.mon.0.to', /two days/],
    ['hours', { ...HOURS, weekly: week([{ from: '9:00', to: '18:00' }]) }, 'hours.weekly.mon.0.from', /HH:MM/],
    ['hours', { ...HOURS, weekly: week([]), holidays: [] }, 'hours.weekly', /switch hours off/],
    ['widget', { ...NO_SETTINGS.widget, accent: 'red' }, 'widget.accent', /#rrggbb/],
    ['widget', { ...NO_SETTINGS.widget, accent: '#ffd84d' }, 'widget.accent', /contrast is 1\.\d.*use #/],
    ['widget', { ...NO_SETTINGS.widget, avatar: '云集' }, 'widget.avatar', /one character/],
  ] as const)('refuses in %s what cannot be: %j', (area, value, field, fix) => {
    const [first] = fault(area, value)
    expect(first?.field).toBe(field)
    expect(first?.fix).toMatch(fix)
    expect(first?.value).not.toBe('')
  })

  it('tells every fault at once', () => {
    const twice = { id: 'vip', name: { zh: '贵宾', en: '' }, colour: 'accent' }
    expect(fault('tags', [twice, twice]).map(({ field }) => field)).toEqual([
      'tags.0.name.en',
      'tags.1.name.en',
      'tags.1.id',
    ])
    expect(
      fault('tags', [
        { ...twice, name: { zh: '贵', en: 'V' } },
        { ...twice, name: { zh: '宾', en: 'W' } },
      ]),
    ).toMatchObject([{ field: 'tags.1.id', fix: /twice/ }])
  })
})

describe('contrast', () => {
  it('is as WCAG counts it, and a readable colour is near the wanted one', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(readableOn('#1d6f60', '#ffffff', 4.5)).toBe('#1d6f60')
    for (const [colour, background] of [
      ['#ffd84d', '#f6f4ef'],
      ['#1d6f60', '#12181a'],
    ] as const)
      expect(contrast(readableOn(colour, background, 4.5), background)).toBeGreaterThanOrEqual(4.5)
  })
})
