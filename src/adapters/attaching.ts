import { sayAttached } from "../domain/attached.ts";
import type { Address } from "../domain/conversation.ts";
import type { Principal } from "../domain/principal.ts";
import type { Desk } from "./adapter.ts";

/** A file somebody sent along, as the platform names it. */
type Sent = { readonly id: string; readonly name: string };

/** Files that came with a message. */
export type Attaching<File extends Sent> = {
  /** Brings them to where the steps can read them, and says what was brought and what was not. */
  bring(files: readonly File[], to: Address, by: Principal, receivedAt: number): Promise<string>;
};

/** So many files of one message, each and all together so large: more is only named. */
const most = { files: 10, bytes: 20 * 1024 ** 2, all: 50 * 1024 ** 2 };

/** `fetchOne` gets a file that is not larger than so many bytes, or says why it does not. */
export function openBringing<File extends Sent>(
  fetchOne: (file: File, mostBytes: number) => Promise<Uint8Array | string>,
  desk: Pick<Desk, "attach" | "mayAsk">,
): Attaching<File> {
  return {
    bring: async (files, to, by, receivedAt) => {
      const [brought, left]: [string[], string[]] = [[], []];
      const mayBring = files.length > 0 && (await desk.mayAsk(to, by));
      let room = mayBring ? most.all : 0;
      for (const [index, file] of files.entries()) {
        const content = refusalOf(mayBring, index) ?? (await fetchOne(file, Math.min(room, most.bytes)));
        if (typeof content === "string") {
          left.push(`${nameOf(file)} (${content})`);
          continue;
        }
        room -= content.length;
        brought.push(await desk.attach(to, { key: file.id, name: file.name, content }, receivedAt));
      }
      return sayAttached(brought, left);
    },
  };
}

/** A file, or why there is none, and whether another try would come to the same. */
export type Got = Uint8Array | { readonly why: string; readonly isFinal: boolean };

/** Gets a file, and once more where that may help. What is thrown is noted, and said to nobody. */
export async function getTwice(get: () => Promise<Got>, note: (error: unknown) => void): Promise<Uint8Array | string> {
  const got = await getOnce(get, note);
  const last = got instanceof Uint8Array || got.isFinal ? got : await getOnce(get, note);
  return last instanceof Uint8Array ? last : last.why;
}

function getOnce(get: () => Promise<Got>, note: (error: unknown) => void): Promise<Got> {
  return get().catch((error: unknown) => {
    note(error);
    return { why: "it could not be fetched", isFinal: false };
  });
}

/** The body of an answer to a download that went well; of any other, why not: only trouble on their side passes. */
export async function readFile(response: Response, platform: string, mostBytes: number): Promise<Got> {
  if (response.ok && response.body !== null) return readUpTo(response.body, mostBytes);
  return { why: `${platform} answers ${response.status}`, isFinal: response.status < 500 && response.status !== 429 };
}

/** The content of an answer as far as it is allowed to be long. */
async function readUpTo(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Got> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) return { why: tooLarge, isFinal: true };
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export const tooLarge = "it is too large";

function refusalOf(mayBring: boolean, index: number): string | null {
  if (!mayBring) return "whoever attached it may not ask for work here";
  return index < most.files ? null : `only ${most.files} are taken at once`;
}

/** One line, short: names are what people, or their programs, chose. */
function nameOf({ name }: Sent): string {
  return name.replaceAll(/\s+/g, " ").slice(0, 100);
}
