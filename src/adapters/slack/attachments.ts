import { z } from "zod";
import type { Address } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Desk } from "../adapter.ts";
import { Files } from "./reading/files.ts";
import type { SlackFile } from "./reading/news.ts";
import { oneToken, type Tokens } from "./tokens.ts";
import type { Web } from "./web.ts";

/** Files that came with a message. */
export type Attaching = {
  /** Brings them to where the steps can read them, and says what was brought and what was not. */
  bring(files: readonly SlackFile[], to: Address, by: Principal, receivedAt: number): Promise<string>;
};

/** So many files of one message, each and all together so large: more is only named. */
const most = { files: 10, bytes: 20 * 1024 ** 2, all: 50 * 1024 ** 2 };
/** A download that takes longer has failed; it is tried twice. */
const downloadMs = 30_000;
const tries = 2;

const Info = z.object({ file: z.unknown() });

/** `apiUrl`: another endpoint with Slack's interface, which has its own files; null: Slack's own. */
export function openAttaching(
  web: Web,
  of: string | Tokens,
  apiUrl: string | null,
  desk: Pick<Desk, "attach" | "mayAsk" | "log">,
): Attaching {
  const tokens = typeof of === "string" ? oneToken(of) : of;
  const locate = async (file: SlackFile): Promise<string | null> => {
    if (file.url !== null) return file.url;
    const answer = await web.call("files.info", { file: file.id }, Info);
    return answer.kind === "ok" ? (Files.parse([answer.value.file])[0]?.url ?? null) : null;
  };
  const fetchOne = async (file: SlackFile, room: number): Promise<Uint8Array | string> => {
    if ((file.bytes ?? 0) > room) return "it is too large";
    const url = await locate(file).catch(() => null);
    if (url === null || !isSlacks(url, apiUrl)) return "it is not Slack's to give";
    const token = await tokens.current().catch(() => null);
    if (token === null) return "it could not be fetched";
    let why = "";
    for (let left = tries; left > 0; left--) {
      const found = await download(url, token, file, room).catch((error: unknown) => {
        desk.log.warn({ file: file.id, err: error }, "a file could not be fetched from Slack");
        return "it could not be fetched";
      });
      if (typeof found !== "string") return found;
      why = found;
    }
    return why;
  };
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
      return [...sayFiles("Attached, to be read at $STEPS/request/", brought), ...sayFiles("Attached, but not brought", left)].join("\n");
    },
  };
}

function refusalOf(mayBring: boolean, index: number): string | null {
  if (!mayBring) return "whoever attached it may not ask for work here";
  return index < most.files ? null : `only ${most.files} are taken at once`;
}

function sayFiles(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(", ")}`];
}

/** The token goes along: only to Slack itself. */
function isSlacks(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (apiUrl !== null && URL.canParse(apiUrl) && origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && (hostname === "slack.com" || hostname.endsWith(".slack.com"));
}

/** The content, or why there is none. A redirect leads to somebody else, or to the page to log in. */
async function download(url: string, token: string, { mimetype }: SlackFile, room: number): Promise<Uint8Array | string> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(downloadMs) });
  if (!response.ok || response.body === null) return `Slack answers ${response.status}`;
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true && mimetype !== "text/html";
  if (isPage) return "Slack wants a login: the app needs files:read";
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    if (bytes > room) return "it is too large";
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** One line, short: names are what people, or their programs, chose. */
function nameOf({ name }: SlackFile): string {
  return name.replaceAll(/\s+/g, " ").slice(0, 100);
}
