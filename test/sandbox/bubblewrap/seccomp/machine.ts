/** A call as the kernel shows it to a filter. */
export type Asked = { readonly architecture: number; readonly number: number; readonly args?: readonly number[] };

/** Runs a filter over a call as the kernel would, and gives the verdict; arguments have a high half, which is full of ones. */
export function runFilter(bytes: Uint8Array, { architecture, number, args = [] }: Asked): number {
  const program = Buffer.from(bytes);
  const data = Buffer.alloc(64, 0xff);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture >>> 0, 4);
  for (let index = 0; index < 6; index += 1) data.writeUInt32LE((args[index] ?? 0) >>> 0, 16 + 8 * index);
  let loaded = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const [code, k] = [program.readUInt16LE(8 * at), program.readUInt32LE(8 * at + 4)];
    if (code === 0x06) return k;
    if (code === 0x20) loaded = data.readUInt32LE(k);
    else at += program[8 * at + (holds(code, loaded, k) ? 2 : 3)] ?? 0;
  }
  throw new Error("the filter ended without a verdict");
}

function holds(code: number, loaded: number, k: number): boolean {
  if (code === 0x15) return loaded === k;
  if (code === 0x25) return loaded > k;
  if (code === 0x45) return (loaded & k) !== 0;
  throw new Error(`no instruction of ours: 0x${code.toString(16)}`);
}
