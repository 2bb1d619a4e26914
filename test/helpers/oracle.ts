export interface Acked {
  cid: string
  conversation: string
  seq: number
}

export interface Logged {
  conversation: string
  seq: number
  cid?: string
}

export interface Verdict {
  lost: string[]
  doubled: string[]
  moved: string[]
  gaps: string[]
}

/** Compares what was acked with what the logs hold: lost, twice there, at another place than acked, gaps in seq. */
export const judge = (acked: readonly Acked[], logged: readonly Logged[]): Verdict => {
  const places = new Map<string, Logged[]>()
  for (const entry of logged)
    if (entry.cid !== undefined) places.set(entry.cid, [...(places.get(entry.cid) ?? []), entry])
  const seqs = new Map<string, number[]>()
  for (const { conversation, seq } of logged) seqs.set(conversation, [...(seqs.get(conversation) ?? []), seq])
  return {
    lost: acked.filter(({ cid }) => !places.has(cid)).map(({ cid }) => cid),
    doubled: [...places].filter(([, found]) => found.length > 1).map(([cid]) => cid),
    moved: acked
      .filter(
        ({ cid, conversation, seq }) =>
          places.has(cid) &&
          !places.get(cid)?.some((found) => found.conversation === conversation && found.seq === seq),
      )
      .map(({ cid }) => cid),
    gaps: [...seqs]
      .filter(([, found]) => found.some((seq, index) => seq !== index + 1))
      .map(([conversation]) => conversation),
  }
}
