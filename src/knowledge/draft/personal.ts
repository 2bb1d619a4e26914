import type { Article, ShopFacts } from '../../domain/article.ts'
import { LANGUAGES } from '../../domain/article.ts'
import type { PersonalData } from '../../domain/knowledge-import.ts'
import type { Entity } from '../../domain/understanding.ts'
import { withoutNames } from './names.ts'

/** Entities of a text with their places; see `createEntityFinder`. */
export type FindPersonal = (text: string) => readonly Entity[]

const TYPES: Partial<Record<Entity['type'], PersonalData['type']>> = {
  phone: 'phone',
  email: 'email',
  id_number: 'id_number',
  card: 'card',
  address: 'address',
  order_number: 'order_number',
  parcel_number: 'order_number',
}

/** What belongs to nobody in person: service numbers, mailboxes of a role. */
const SERVICE_NUMBER = /^(?:400|800|1?800|95|123)/
const ROLE_MAILBOX =
  /^(?:service|support|help|contact|info|hello|hi|care|cs|kefu|sales|order|orders|returns?|refunds?|complaints?|privacy|press|hr|jobs|admin|noreply|no-reply)\b/i
/** A 400 number has ten digits, 95xxx and 12345 five or six. */
const isServiceNumber = (digits: string): boolean =>
  SERVICE_NUMBER.test(digits) && (digits.length === 10 || digits.length <= 6)

/**
 * Finds what looks like somebody's own in answers and questions. What stands in the facts of the shop is the shop's, whatever it is.
 * In what is shown only the ends are to be read.
 */
export const createPersonalFinder = (find: FindPersonal, facts: ShopFacts): ((article: Article) => PersonalData[]) => {
  const own = ownOf(find, facts)
  const isOwn = ({ value }: Entity, text: string): boolean => own.has(value) || own.has(text)
  return (article) =>
    textsOf(article).flatMap(({ field, text }) =>
      find(text).flatMap((entity): PersonalData[] => {
        const type = TYPES[entity.type]
        const { start, end } = entity
        if (type === undefined || start === undefined || end === undefined) return []
        const written = text.slice(start, end)
        if (isOwn(entity, written)) return []
        if (type === 'phone' && isServiceNumber(written.replaceAll(/\D/g, ''))) return []
        if (type === 'email' && ROLE_MAILBOX.test(written)) return []
        return [{ article: article.id, field, type, shown: maskOf(type, written) }]
      }),
    )
}

/** Takes personal data out of a text that is shown to others, e.g. a customer's question: names, too, and of an address everything. */
export const createMask =
  (find: FindPersonal): ((text: string) => string) =>
  (text) => {
    let masked = text
    for (const { type, start, end } of find(text).toReversed()) {
      const kind = TYPES[type]
      if (kind === undefined || start === undefined || end === undefined) continue
      const shown = kind === 'address' ? HIDDEN : maskOf(kind, text.slice(start, end))
      masked = masked.slice(0, start) + shown + masked.slice(end)
    }
    return withoutNames(masked)
  }

const textsOf = (article: Article): { field: string; text: string }[] =>
  LANGUAGES.flatMap((language) => [
    ...article.answers[language].map(({ text }) => ({ field: `answers.${language}`, text })),
    ...article.questions[language].map((text) => ({ field: `questions.${language}`, text })),
  ])

const ownOf = (find: FindPersonal, facts: ShopFacts): ReadonlySet<string> =>
  new Set(
    Object.values(facts).flatMap((fact) =>
      LANGUAGES.flatMap((language) => {
        const text = String(fact[language] ?? '')
        return [text, ...find(text).map(({ value }) => value)]
      }),
    ),
  )

const HIDDEN = '***'
/** How much of each end stays: enough to find the place, not enough to use it. */
const SHOWN: Record<PersonalData['type'], readonly [start: number, end: number]> = {
  phone: [3, 4],
  email: [1, 0],
  id_number: [0, 4],
  card: [0, 4],
  address: [3, 0],
  order_number: [2, 4],
}

const maskOf = (type: PersonalData['type'], text: string): string => {
  const [start, end] = SHOWN[type]
  const tail = type === 'email' ? text.slice(text.indexOf('@')) : end === 0 ? '' : text.slice(-end)
  return `${text.slice(0, start)}${HIDDEN}${tail}`
}
