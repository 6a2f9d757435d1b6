/** Sends a signal to a process, or to a group by its negative number; false when it is not there any more. */
export function signalProcess(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
