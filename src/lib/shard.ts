/** Parts that turns are divided into; the same for all processes of an installation, for ever. */
export const SHARDS = 128

/** The part that a key belongs to, 0 to `SHARDS - 1`: FNV-1a, folded. */
export const shardOf = (key: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % SHARDS
}
