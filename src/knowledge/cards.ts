import { type Card, MOST_CARDS } from '../domain/card.ts'
import { say } from '../domain/said.ts'
import { checkSlots } from './answers.ts'
import { cleanLine } from './clean.ts'
import type { Blame } from './faults.ts'
import {
  LONGEST_ADDRESS,
  LONGEST_CARD_TEXT,
  LONGEST_CARD_TITLE,
  LONGEST_LABEL,
  LONGEST_SAY,
  MOST_BUTTONS,
} from './limits.ts'

type Button = Card['buttons'][number]

/** Cards of one language as they come from a file or the editor; what is wrong is blamed by its path, `cards.zh[0].title`. */
export const readCards = (
  field: string,
  value: unknown,
  shopKeys: ReadonlySet<string> | undefined,
  blame: Blame,
): Card[] => {
  if (!Array.isArray(value)) {
    blame(field, value, say('cards_list'))
    return []
  }
  if (value.length > MOST_CARDS) blame(field, `${value.length} cards`, say('keep_best', { most: MOST_CARDS }))
  return value.map((card, i) => readCard(`${field}[${i}]`, card, shopKeys, blame))
}

const readCard = (field: string, value: unknown, shopKeys: ReadonlySet<string> | undefined, blame: Blame): Card => {
  const card = asFields(field, value, ['title', 'text', 'image', 'buttons'], blame)
  const title = readLine(`${field}.title`, card['title'], LONGEST_CARD_TITLE, blame)
  if (title === '') blame(`${field}.title`, '', say('text_required'))
  const text = readLine(`${field}.text`, card['text'], LONGEST_CARD_TEXT, blame)
  for (const [name, line] of Object.entries({ title, text })) checkSlots(`${field}.${name}`, line, shopKeys, blame)
  const image = readAddress(`${field}.image`, card['image'], /^https:$/, blame)
  const given = card['buttons'] ?? []
  if (!Array.isArray(given)) blame(`${field}.buttons`, given, say('buttons_list'))
  const list: unknown[] = Array.isArray(given) ? given : []
  if (list.length > MOST_BUTTONS)
    blame(`${field}.buttons`, `${list.length} buttons`, say('keep_best', { most: MOST_BUTTONS }))
  return {
    title,
    ...(text === '' ? {} : { text }),
    ...(image === '' ? {} : { image }),
    buttons: list.map((button, i) => readButton(`${field}.buttons[${i}]`, button, blame)),
  }
}

const readButton = (field: string, value: unknown, blame: Blame): Button => {
  const button = asFields(field, value, ['label', 'url', 'say'], blame)
  const label = readLine(`${field}.label`, button['label'], LONGEST_LABEL, blame)
  if (label === '') blame(`${field}.label`, '', say('text_required'))
  const url = readAddress(`${field}.url`, button['url'], /^https?:$/, blame)
  const spoken = readLine(`${field}.say`, button['say'], LONGEST_SAY, blame)
  if (isGiven(button['url']) === isGiven(button['say'])) blame(field, '', say('button_either'))
  return { label, ...(url === '' ? {} : { url }), ...(spoken === '' ? {} : { say: spoken }) }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

const asFields = (field: string, value: unknown, names: readonly string[], blame: Blame): Record<string, unknown> => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    blame(field, value, say('fields_form', { names: names.join(', ') }))
    return {}
  }
  for (const name of Object.keys(value))
    if (!names.includes(name)) blame(`${field}.${name}`, '', say('field_unknown', { names: names.join(', ') }))
  return value as Record<string, unknown>
}

const readLine = (field: string, value: unknown, longest: number, blame: Blame): string => {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') {
    blame(field, value, say('text_form'))
    return ''
  }
  const line = cleanLine(value)
  if (line.length > longest) blame(field, line, say('too_long', { most: longest }))
  return line
}

const readAddress = (field: string, value: unknown, protocol: RegExp, blame: Blame): string => {
  const line = readLine(field, value, LONGEST_ADDRESS, blame)
  if (line === '') return ''
  const url = URL.canParse(line) ? new URL(line) : undefined
  if (url !== undefined && protocol.test(url.protocol) && url.username === '' && url.password === '') return line
  blame(field, line, say(protocol.test('http:') ? 'address_http' : 'address_https'))
  return ''
}
