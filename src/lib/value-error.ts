/** A database cannot compare what it was given with the column that it was to compare it with: the value is at fault, not the database. */
export class ValueError extends Error {}
