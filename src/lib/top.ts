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

/** Keeps the `limit` keys whose best offer is highest; equal ones by key. */
export interface TopKeys {
  offer(key: number, score: number): void
  /** An offer below this changes nothing. */
  least(): number
  keys(): number[]
}

export const createTopKeys = (limit: number): TopKeys => {
  const kept: Scored[] = []
  let worst = -1
  const findWorst = (): void => {
    worst = 0
    for (let i = 1; i < kept.length; i++) {
      const { id, score } = kept[i] as Scored
      if (isBefore((kept[worst] as Scored).score, (kept[worst] as Scored).id, { id, score })) worst = i
    }
  }
  return {
    least: () => (kept.length < limit ? Number.NEGATIVE_INFINITY : (kept[worst]?.score ?? Number.POSITIVE_INFINITY)),
    offer: (key, score) => {
      const own = kept.find(({ id }) => id === key)
      if (own !== undefined) {
        if (score <= own.score) return
        own.score = score
      } else if (kept.length < limit) kept.push({ id: key, score })
      else if (limit > 0 && isBefore(score, key, kept[worst] as Scored)) kept[worst] = { id: key, score }
      else return
      if (kept.length === limit) findWorst()
    },
    keys: () => kept.map(({ id }) => id),
  }
}

const isBefore = (score: number, id: number, other: Scored): boolean =>
  score > other.score || (score === other.score && id < other.id)
