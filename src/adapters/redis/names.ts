/** Of everything that processes tell each other; another number where the meaning of what is kept changes. */
const PREFIX = 'tabdesk:1'

/** Keys and channels of one installation: several may share a Redis. */
export const namesOf = (installation: string) => {
  const own = `${PREFIX}:${encodeURIComponent(installation)}`
  return {
    hints: `${own}:hints`,
    /** What stands in braces keeps keys in one slot of a cluster. */
    members: `${own}:{members}`,
    member: (name: string) => `${own}:{members}:${name}`,
    work: `${own}:work`,
    turns: (shard: number) => `${own}:turns:{${shard}}`,
    wanted: `${own}:wanted`,
    texts: (fingerprint: string, rank: 'live' | 'later') => `${own}:texts:{${fingerprint}}:${rank}`,
    vectors: (member: string) => `${own}:vectors:${member}`,
  }
}

export type Names = ReturnType<typeof namesOf>
