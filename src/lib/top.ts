export interface Scored {
  id: number
  score: number
}

/** Keeps the `limit` best of what is offered; equal scores by id. */
export interface Top {
  offer(id: number, score: number): void
  /** Best first. */
  best(): readonly Scored[]
}

export const createTop = (limit: number): Top => {
  const kept: Scored[] = []
  return {
    offer: (id, score) => {
      const last = kept[limit - 1]
      if (limit === 0 || (last !== undefined && !isBefore(score, id, last))) return
      if (last !== undefined) kept.pop()
      let at = kept.length
      while (at > 0 && isBefore(score, id, kept[at - 1] as Scored)) at--
      kept.splice(at, 0, { id, score })
    },
    best: () => kept,
  }
}

const isBefore = (score: number, id: number, other: Scored): boolean =>
  score > other.score || (score === other.score && id < other.id)
