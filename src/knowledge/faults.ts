import { english } from '../domain/english.ts'
import { type FieldFault, Refusal } from '../domain/errors.ts'
import type { Said } from '../domain/said.ts'

/** One thing that is wrong in a file. */
export interface Fault extends FieldFault {
  file: string
}

/** Longest piece of a wrong value that is repeated in a message, characters. */
const SHOWN = 80

/** All faults of one or more files at once; a bad input. */
export class KnowledgeFaults extends Refusal {
  override readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super('bad_input', faults.map(describeFault).join('\n'))
    this.name = 'KnowledgeFaults'
    this.faults = faults
  }
}

export const describeFault = ({ file, field, value, fix }: Fault): string =>
  `${file}: ${field}${value === '' ? '' : ` is ${shorten(value)}`}: ${fix}`

/** Collects the faults of one file. */
export type Blame = (field: string, value: unknown, fix: Said | string) => void

export const collectFaults = (file: string): { faults: Fault[]; blame: Blame } => {
  const faults: Fault[] = []
  return {
    faults,
    blame: (field, value, fix) => {
      const told = typeof fix === 'string' ? { fix } : { fix: english(fix), said: fix }
      faults.push({ file, field, value: typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), ...told })
    },
  }
}

const shorten = (value: string): string => JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value)
