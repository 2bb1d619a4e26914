import type { Article } from '../../domain/article.ts'
import type { DraftPreview, ImportProgress } from '../../domain/knowledge-import.ts'

/** A library before and after a draft. */
export interface Draft {
  before: readonly Article[]
  after: readonly Article[]
}

/** What was worked out. */
export interface Previewed {
  preview: Omit<DraftPreview, 'state' | 'against'>
  /** The effects without what customers took back since; asked every time before they are shown. */
  effects?: () => Promise<DraftPreview['effects']>
}

/** Works out what a draft would do; rejects when aborted. */
export type PreviewDraft = (
  draft: Draft,
  options: { signal: AbortSignal; onProgress: (progress: ImportProgress) => void },
) => Promise<Previewed>

export interface Previewing {
  /** The preview as far as it is: begun now where there is none, or where it was held against another version than `against`. */
  of(against: number, draft: () => Promise<Draft>): Promise<DraftPreview>
  /** What is worked out is given up; the next call begins anew. */
  stop(): void
}

/** One preview at a time: each holds a library of its own while it works. */
export const createPreviewing = (
  preview: PreviewDraft,
): ((tell: (progress?: ImportProgress) => void) => Previewing) => {
  let last: Promise<unknown> = Promise.resolve()
  return (tell) => {
    let shown: DraftPreview | undefined
    let effects: Previewed['effects']
    let abort = new AbortController()

    const begin = (against: number, draft: () => Promise<Draft>): DraftPreview => {
      abort.abort()
      abort = new AbortController()
      const { signal } = abort
      const settle = (result: DraftPreview): void => {
        if (signal.aborted) return
        shown = result
        tell(undefined)
      }
      const onProgress = (progress: ImportProgress): void => {
        if (!signal.aborted) tell(progress)
      }
      const work = async (): Promise<void> => {
        if (signal.aborted) return
        const previewed = await preview(await draft(), { signal, onProgress })
        if (!signal.aborted) effects = previewed.effects
        settle({ state: 'ready', against, ...previewed.preview })
      }
      effects = undefined
      onProgress({ step: 'comparing', done: 0, total: 0 })
      last = last.then(work).catch((error: Error) => {
        settle({ ...nothing(against), state: 'failed', reason: error.message })
      })
      shown = { ...nothing(against), state: 'processing' }
      return shown
    }

    return {
      of: async (against, draft) => {
        if (shown?.against !== against) return begin(against, draft)
        return effects === undefined ? shown : { ...shown, effects: await effects() }
      },
      stop: () => {
        abort.abort()
        shown = undefined
      },
    }
  }
}

const nothing = (against: number): Omit<DraftPreview, 'state'> => ({
  against,
  ...{ changes: [], duplicates: [], contradictions: [], personal: [], more: {} },
  effects: { tried: 0, from: 'examples', changed: [], gained: 0, lost: 0 },
})
