/** Why a call is aborted whose twin has answered: says nothing about who was called. */
export class Superseded extends Error {
  constructor() {
    super('another attempt was quicker')
    this.name = 'Superseded'
  }
}
