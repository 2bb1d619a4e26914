import { describe, expect, it } from 'vitest'
import { suggestionsOf } from '../src/conversation/open-suggestions.ts'
import type { Policy } from '../src/domain/decision.ts'
import type { DecisionRecord } from '../src/domain/record.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

/** What agents are shown where an invoice is the likeliest meaning and a parcel the next. */
const shown = (confidence: { invoice: number; parcel: number }, policy: Partial<Policy> = {}): string[] => {
  const ranked = [
    { intent: 'invoice_how_to', confidence: confidence.invoice },
    { intent: 'track_parcel', confidence: confidence.parcel },
  ]
  const { verdict, ...understanding } = understandingOf({ intent: 'invoice_how_to', confidence: confidence.invoice })
  const suggestions = ranked.map(({ intent }) => draftOf({ intent }))
  const record = {
    id: 'r1',
    decision: { kind: 'handOff', reason: 'nothing_found', suggestions },
    policy: { ...POLICY, ...policy },
    understanding: { ...understanding, verdict: { ...verdict, ranked } },
  }
  return suggestionsOf(record as unknown as DecisionRecord).map(({ intent }) => intent)
}

describe('suggestions that agents are shown', () => {
  it('a likely first choice has less likely ones beside it', () => {
    expect(shown({ invoice: 0.45, parcel: 0.05 })).toEqual(['invoice_how_to', 'track_parcel'])
  })
  it('where the first choice falls to the bar of its intent, nothing unlikely takes its place, but what is likely does', () => {
    const policy = { suggestAboveByIntent: { invoice_how_to: 0.6 } }
    expect(shown({ invoice: 0.45, parcel: 0.05 }, policy)).toEqual([])
    expect(shown({ invoice: 0.45, parcel: 0.4 }, policy)).toEqual(['track_parcel'])
  })
  it('a second choice has the bar of its own intent, too', () => {
    expect(shown({ invoice: 0.45, parcel: 0.4 }, { suggestAboveByIntent: { track_parcel: 0.6 } })).toEqual([
      'invoice_how_to',
    ])
  })
})
