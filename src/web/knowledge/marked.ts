/** `text` in parts, those that are `value` told apart. */
export const marked = (text: string, value: string | undefined): { text: string; is: boolean }[] => {
  if (value === undefined || value === '') return [{ text, is: false }]
  return text
    .split(value)
    .flatMap((part, at) => [
      ...(at > 0 ? [{ text: value, is: true }] : []),
      ...(part === '' ? [] : [{ text: part, is: false }]),
    ])
}
