export type LockOwner = { pid: number; identity: string; since: string };
export type LockAttempt = { held: true; release(): void } | { held: false; owner: LockOwner };

/** Takes the lock `file` for this process, or says which live process has it. A dead owner's lock is taken over. */
export function tryLock(file: string): LockAttempt;
