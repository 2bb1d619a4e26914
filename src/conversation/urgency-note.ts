import type { ContextCard, Localised } from '../domain/customer.ts'
import type { Urgency, UrgencyFlag } from '../domain/understanding.ts'

const TITLES: Record<UrgencyFlag, Localised> = {
  self_harm: { zh: '可能有自伤风险，请立即关心对方', en: 'May harm themselves, please attend at once' },
  safety: { zh: '涉及人身安全，请优先处理', en: 'Somebody may be in danger, please attend first' },
  legal: { zh: '提到投诉、监管、法律或曝光', en: 'Speaks of complaints, authorities, law or the press' },
  leaving: { zh: '客户表示要离开', en: 'Says they are leaving' },
}

/** The agent's card with first lines that say what is urgent, and the words that say so. */
export const withUrgencyNote = (card: ContextCard, urgency: readonly Urgency[] = []): ContextCard => {
  const notes = urgency.map(({ flag, evidence }) => ({
    zh: `${TITLES[flag].zh}（“${evidence.join('”“')}”）`,
    en: `${TITLES[flag].en} (“${evidence.join('”, “')}”)`,
  }))
  return notes.length === 0 ? card : { ...card, highlights: [...notes, ...card.highlights] }
}
