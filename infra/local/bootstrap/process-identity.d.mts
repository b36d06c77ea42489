/**
 * What tells a process apart from a later one with the same pid: boot and start time. Undefined when no live process
 * has the pid.
 */
export function identityOf(pid: number): string | undefined;
