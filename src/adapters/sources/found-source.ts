import type { SourceDefinition } from './definition.ts'
import type { OperationName } from './shapes.ts'

/** One thing that is wrong in a file: where, what, and the fix. */
export interface FileFault {
  /** As the folder was given, then the name. */
  file: string
  /** From 1. */
  line: number
  text: string
}

export interface FoundSource {
  definition: SourceDefinition
  /** Whose names `file:` in it is relative to. */
  folder: string
  file: string
  /** The line of a key below the source: `['handler', 'rest', 'endpoint']`. */
  lineOf(path: readonly PropertyKey[]): number
  /** The calls that were made of the document of an `openapi` handler, which then is a `rest` one. */
  calls?: Partial<Record<OperationName, string>>
}
