/** A statement that the server keeps, so that it is read and planned once a connection. */
export interface Named {
  name: string
  text: string
  values: unknown[]
}

const names = new Map<string, string>()

/** For texts that are constants of the program: each gets a name for good. */
export const named = (text: string, values: unknown[] = []): Named => {
  const name = names.get(text) ?? `tabdesk_${names.size}`
  names.set(text, name)
  return { name, text, values }
}
