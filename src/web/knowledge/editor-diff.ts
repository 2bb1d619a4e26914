import { diffArrays } from 'diff'
import type { FieldChange } from '../../domain/knowledge-import.ts'
import type { Draft } from './editor-fields.ts'

/** Longer texts are shown whole, old beside new: comparing them word by word would take too long. */
const MOST_WORDS = 4_000

const words = new Intl.Segmenter('zh', { granularity: 'word' })

/** What differs between two drafts of an article, by field, word by word; empty where nothing does. */
export const draftChanges = (before: Draft, after: Draft): FieldChange[] => {
  const [old, now] = [texts(before), texts(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => (old.get(field) ?? '') !== (now.get(field) ?? ''))
    .map((field) => ({ field, pieces: pieces(old.get(field) ?? '', now.get(field) ?? '') }))
}

const pieces = (before: string, after: string): FieldChange['pieces'] => {
  const [old, now] = [cut(before), cut(after)]
  if (old.length + now.length > MOST_WORDS)
    return [
      { text: before, kind: 'removed' },
      { text: after, kind: 'added' },
    ]
  return diffArrays(old, now).map(({ value, added, removed }) => ({
    text: value.join(''),
    kind: added ? 'added' : removed ? 'removed' : 'same',
  }))
}

const cut = (text: string): string[] => Array.from(words.segment(text), ({ segment }) => segment)

/** Every field as one text, in the form's order. */
const texts = (draft: Draft): Map<string, string> => {
  const found = new Map<string, string>()
  const add = (field: string, text: string) => {
    if (text !== '') found.set(field, text)
  }
  for (const language of ['zh', 'en'] as const) {
    add(`title.${language}`, draft.title[language])
    add(`questions.${language}`, draft.questions[language].join('\n'))
    for (const { when, text } of draft.answers[language]) {
      const condition = when === undefined ? '' : ` when ${when.slot} is ${when.values.join(' | ')}`
      add(`answers.${language}${condition}`, text)
    }
    add(`cards.${language}`, draft.cards[language].map(cardText).join('\n\n'))
  }
  for (const field of ['mode', 'intent', 'audience', 'validFrom', 'validTo', 'review', 'source', 'owner'] as const)
    add(field, draft[field])
  add('channels', draft.channels.join(', '))
  add('orders', draft.orders.join(', '))
  add('courtesy', draft.courtesy ? 'true' : '')
  return found
}

const cardText = ({ title, text, image, buttons }: Draft['cards']['zh'][number]): string =>
  [title, text, image, ...buttons.map(({ label, url, say }) => `[${label}](${url ?? say ?? ''})`)]
    .filter((line) => line !== undefined && line !== '')
    .join('\n')
