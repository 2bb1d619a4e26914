import type { AnswerVariant } from '../../domain/article.ts'
import { say } from '../../domain/said.ts'
import type { Blame } from '../faults.ts'
import type { Column } from './columns.ts'
import type { ArticlePatch } from './patch.ts'
import type { Entry } from './rows.ts'

/**
 * Puts rows of the same article together: languages side by side, conditions beside the plain answer, further questions with the
 * same answer as phrasings. A second plain answer is refused. `columns`: those that the part of the file has.
 */
export const createGather = () => {
  const patches = new Map<string, ArticlePatch>()
  const whole = new Map<string, ArticlePatch>()
  /** Patches that only ask so far, and who is told where it stays so. */
  const asking = new Map<string, Blame>()
  return {
    /** Once all rows are there: those whose article no row answers are refused. */
    settle: (): void => {
      for (const [id, blame] of asking) {
        if (patches.get(id)?.answers !== undefined) continue
        patches.delete(id)
        blame('answer', '', say('row_answer'))
      }
    },
    patches: (): ArticlePatch[] => [
      ...Array.from(patches.values()).filter(({ id }) => !whole.has(id)),
      ...whole.values(),
    ],
    /** A whole article, which goes before rows of the same id. */
    addWhole: (patch: ArticlePatch, blame: Blame): void => {
      const twin = whole.get(patch.id)
      if (twin === undefined) whole.set(patch.id, patch)
      else blame('id', twin.id, say('row_same', { row: twin.row }))
    },
    add: (entry: Entry, columns: ReadonlySet<Column>, blame: Blame): void => {
      const keep = {
        ...(columns.has('similar') ? {} : { keepPhrasings: true as const }),
        ...(columns.has('when') ? {} : { keepVariants: true as const }),
      }
      const patch = patches.get(entry.id)
      if (entry.retire) {
        if (patch === undefined) patches.set(entry.id, { row: entry.row, id: entry.id, retire: true })
        else blame('status', '', say('row_writes', { row: patch.row }))
      } else if (patch?.retire) blame('status', '', say('row_retires', { row: patch.row }))
      else if (patch === undefined) {
        if (entry.answer === undefined) asking.set(entry.id, blame)
        patches.set(entry.id, { ...keep, ...start(entry) })
      } else extend(patch, entry, blame)
    },
  }
}

const start = ({ row, id, language, question, similar, answer, title, fields }: Entry): ArticlePatch => ({
  row,
  id,
  fields,
  ...(title === undefined ? {} : { title: { [language]: title } }),
  questions: { [language]: phrasings(question, similar) },
  ...(answer === undefined ? {} : { answers: { [language]: [answer] } }),
})

const extend = (patch: ArticlePatch, entry: Entry, blame: Blame): void => {
  const { language, answer, question, similar, title } = entry
  const answers = patch.answers?.[language] ?? []
  const same = (other: AnswerVariant): boolean => JSON.stringify(other.when) === JSON.stringify(answer?.when)
  const twin = answer === undefined ? undefined : answers.find(same)
  const known = patch.questions?.[language] ?? []
  const asked = phrasings(question, similar)
  if (twin !== undefined && twin.text !== answer?.text) {
    blame('answer', '', say('row_differs', { row: patch.row }))
    return
  }
  if (twin !== undefined && asked.every((text) => known.includes(text))) {
    blame('question', question, say('row_same', { row: patch.row }))
    return
  }
  patch.questions = { ...patch.questions, [language]: [...new Set([...known, ...asked])] }
  if (title !== undefined && patch.title?.[language] === undefined) patch.title = { ...patch.title, [language]: title }
  if (answer !== undefined && twin === undefined)
    patch.answers = { ...patch.answers, [language]: inOrder([...answers, answer]) }
  patch.fields = { ...entry.fields, ...patch.fields }
}

const phrasings = (question: string, similar: readonly string[]): string[] => [
  ...new Set([question, ...similar].filter((text) => text !== '')),
]

/** Conditions first, the plain answer last. */
const inOrder = (answers: AnswerVariant[]): AnswerVariant[] =>
  answers.sort((a, b) => Number(a.when === undefined) - Number(b.when === undefined))
