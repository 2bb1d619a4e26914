/**
 * Keys under which a caller did something once. Laws, checked by the contract suite on every adapter:
 * IK1 of all claims of a (tenant, caller, key) the first one's fingerprint is given to all, however many come at once, also after a restart;
 * IK2 nothing of one tenant or caller is visible to another;
 * IK3 a key is forgotten only when it is older than the claim says, and can then be used anew.
 */
export interface IdempotencyKeys {
  /** The fingerprint that the key stands for: this one, or the first. `at` and `forgetBefore` are ISO 8601. */
  claimKey(claim: {
    tenant: string
    caller: string
    key: string
    fingerprint: string
    at: string
    forgetBefore: string
  }): Promise<string>
}
