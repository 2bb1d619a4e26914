/** One piece of work a key at a time; whoever asks while it runs gets its result. */
export interface SingleFlight<T> {
  /** The flight of this key that is in the air, or `work` as a new one. An error goes to this flight's waiters and to nobody after them. */
  run(key: string, work: () => Promise<T>): Promise<T>
  has(key: string): boolean
  readonly size: number
}

/** Keeps nothing: a flight is forgotten as it settles, before its waiters are told. */
export const createSingleFlight = <T>(): SingleFlight<T> => {
  const flights = new Map<string, Promise<T>>()
  return {
    run: (key, work) => {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const flight = (async () => work())().finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    has: (key) => flights.has(key),
    get size() {
      return flights.size
    },
  }
}
