/** One server-sent event; comments are signs of life and left out. */
export interface StreamEvent {
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: events are looked into by tests, which fail when a field is not there
  data: any
}

/** The events of an answer, one at a time; `undefined` once it has ended. */
export const readEvents = (
  response: Response,
): { next(): Promise<StreamEvent | undefined>; cancel(): Promise<void> } => {
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let kept = ''
  const next = async (): Promise<StreamEvent | undefined> => {
    for (;;) {
      const end = kept.indexOf('\n\n')
      if (end !== -1) {
        const lines = kept.slice(0, end).split('\n')
        kept = kept.slice(end + 2)
        const event = lines.find((line) => line.startsWith('event: '))?.slice(7)
        if (event === undefined) continue
        const data = lines.find((line) => line.startsWith('data: '))?.slice(6)
        return { event, data: data === undefined ? undefined : JSON.parse(data) }
      }
      const { value, done } = await reader.read()
      if (done) return undefined
      kept += value
    }
  }
  return { next, cancel: () => reader.cancel() }
}
