import type { Database } from './driver.ts'

/** People kept in the writer's memory; above this all are dropped. */
const MAX_HELD = 100_000

/** Row ids of the texts that every event repeats: tenants, and people by the subject of their token. */
export interface Names {
  tenant(name: string): number
  person(tenant: string, sub: string): number
  /** Undefined for somebody who never wrote; nothing is written. */
  findPerson(tenant: string, sub: string): number | undefined
  forget(): void
}

export const createNames = (db: Database): Names => {
  const selectTenant = db.prepare('SELECT id FROM tenants WHERE name = ?')
  const insertTenant = db.prepare('INSERT INTO tenants (name) VALUES (?)')
  const selectPerson = db.prepare('SELECT id FROM people WHERE tenant = ? AND sub = ?')
  const insertPerson = db.prepare('INSERT INTO people (tenant, sub) VALUES (?, ?)')
  const tenants = new Map<string, number>()
  const people = new Map<string, number>()

  const findTenant = (name: string): number | undefined => {
    const held = tenants.get(name)
    if (held !== undefined) return held
    const found = selectTenant.get(name)?.['id'] as number | undefined
    if (found !== undefined) tenants.set(name, found)
    return found
  }
  const keepPerson = (key: string, id: number): number => {
    if (people.size >= MAX_HELD) people.clear()
    people.set(key, id)
    return id
  }

  const names: Names = {
    tenant: (name) => {
      const found = findTenant(name)
      if (found !== undefined) return found
      const id = Number(insertTenant.run(name).lastInsertRowid)
      tenants.set(name, id)
      return id
    },
    findPerson: (tenant, sub) => {
      const row = findTenant(tenant)
      if (row === undefined) return undefined
      const key = `${row} ${sub}`
      const held = people.get(key)
      if (held !== undefined) return held
      const found = selectPerson.get(row, sub)?.['id'] as number | undefined
      return found === undefined ? undefined : keepPerson(key, found)
    },
    person: (tenant, sub) => {
      const found = names.findPerson(tenant, sub)
      if (found !== undefined) return found
      const row = names.tenant(tenant)
      return keepPerson(`${row} ${sub}`, Number(insertPerson.run(row, sub).lastInsertRowid))
    },
    forget: () => {
      tenants.clear()
      people.clear()
    },
  }
  return names
}
