import type { TestContext } from 'vitest'
import { type Finding, tally } from './oracle.ts'

/** A line of the matrix; what a case and its negative control say of themselves is put together by `id`. */
export interface Row {
  id: string
  name?: string
  injected?: string
  times?: number
  result?: string
  control?: string
}

declare module 'vitest' {
  interface TaskMeta {
    chaos?: Row
  }
}

export const note = ({ task }: TestContext, row: Row): void => {
  task.meta.chaos = row
}

/** `lost 3, doubled 1`, or `nothing`. */
export const inWords = (findings: readonly Finding[]): string =>
  Object.entries(tally(findings))
    .map(([fault, count]) => `${fault} ${count}`)
    .join(', ') || 'nothing'
