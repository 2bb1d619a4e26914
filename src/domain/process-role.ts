/** What a process does: takes sockets and HTTP, runs turns, or encodes texts for those that do not. */
export const PROCESS_ROLES = ['gateway', 'worker', 'model'] as const
export type ProcessRole = (typeof PROCESS_ROLES)[number]

/** A process among others: its roles, then something that nobody else has. */
export const memberName = (roles: readonly ProcessRole[], unique: string): string => `${roles.join('+')}/${unique}`

/** All where a name does not say. */
export const rolesOf = (member: string): readonly ProcessRole[] => {
  const said = member.includes('/') ? (member.split('/')[0] ?? '').split('+') : []
  const roles = PROCESS_ROLES.filter((role) => said.includes(role))
  return roles.length === 0 ? PROCESS_ROLES : roles
}
