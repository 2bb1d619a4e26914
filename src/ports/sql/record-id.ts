/** `${conversation}:${seq}` taken apart; seq 0, which no event has, where it is none. */
export const parseRecordId = (id: string): { conversation: string; seq: number } => {
  const colon = id.lastIndexOf(':')
  const seq = id.slice(colon + 1)
  return { conversation: id.slice(0, Math.max(colon, 0)), seq: /^\d{1,15}$/.test(seq) ? Number(seq) : 0 }
}
