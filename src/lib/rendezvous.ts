/**
 * The member that a key belongs to, by highest random weight (Thaler & Ravishankar 1998): when a member joins or leaves, only
 * keys move that it gets or had, a share of 1/n. All who name the same members name the same one, in whatever order.
 */
export const preferredOf = (members: readonly string[], key: string): string | undefined => {
  let best: string | undefined
  let most = -1
  for (const member of members) {
    const weight = weigh(member, key)
    if (weight > most || (weight === most && best !== undefined && member < best)) {
      most = weight
      best = member
    }
  }
  return best
}

/** FNV-1a over both, then the finaliser of MurmurHash3, because FNV hardly mixes the last letters into the high bits. */
const weigh = (member: string, key: string): number => {
  let hash = 0x811c9dc5
  const text = `${member}\0${key}`
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
