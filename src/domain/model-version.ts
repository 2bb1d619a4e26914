import type { HeadsManifest, LoadedHeads } from './heads.ts'

/** The model that comes with the installation: what stands where nothing was ever promoted. */
export const SHIPPED = 'shipped'

/** Which heads work, which watch, and which worked before. Versions are named by their fingerprint. */
export interface LiveModels {
  current: string
  /** To go back to, latest last. */
  before: string[]
  /** Votes beside the current one, without effect. */
  shadow?: string
  /** ISO 8601; of the last change. */
  at?: string
}

export interface ModelVersion {
  version: string
  dir: string
  use: 'current' | 'shadow' | 'kept'
  /** Absent where the folder cannot be read; then `fault` says why. */
  manifest?: HeadsManifest
  fault?: string
}

/** Heads that are loaded, by the name of their version. */
export interface LiveHeads {
  version: string
  heads: LoadedHeads
}

/** Why heads cannot work with an encoder; undefined when they can: vectors of another one mean nothing to them. */
export const encoderFault = ({ encoder }: Pick<HeadsManifest, 'encoder'>, fingerprint: string): string | undefined =>
  encoder.fingerprint === fingerprint
    ? undefined
    : `it was trained on the encoder ${encoder.fingerprint}, this one is ${fingerprint}: train it again with \`npx tabdesk train\``
