/** Processors the filter is made for. */
export type Architecture = "x64" | "arm64";

/** What the kernel calls each (Linux: linux/audit.h); a call from another one, like 32-bit calls, kills the process. */
export const auditArchitecture: Readonly<Record<Architecture, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };

/** The processor of this machine as the filter knows it; null when it does not. */
export function findArchitecture(name: string = process.arch): Architecture | null {
  return name === "x64" || name === "arm64" ? name : null;
}
