/** Where a database is, without its password: for messages and logs. */
export const addressOf = (url: string): string => {
  try {
    const { protocol, username, password, host, pathname } = new URL(url)
    const user = username === '' ? '' : `${username}${password === '' ? '' : ':***'}@`
    return `${protocol}//${user}${host}${pathname}`
  } catch {
    return '***'
  }
}
