import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { type Attaching, type Got, getTwice, openBringing, readFile, tooLarge } from "../attaching.ts";
import { Files } from "./reading/files.ts";
import type { SlackFile } from "./reading/news.ts";
import { oneToken, type Tokens } from "./tokens.ts";
import type { Web } from "./web.ts";

/** A download that takes longer has failed. */
const downloadMs = 30_000;

const Info = z.object({ file: z.unknown() });

/** `apiUrl`: another endpoint with Slack's interface, which has its own files; null: Slack's own. */
export function openAttaching(
  web: Web,
  of: string | Tokens,
  apiUrl: string | null,
  desk: Pick<Desk, "attach" | "mayAsk" | "log">,
): Attaching<SlackFile> {
  const tokens = typeof of === "string" ? oneToken(of) : of;
  const locate = async (file: SlackFile): Promise<string | null> => {
    if (file.url !== null) return file.url;
    const answer = await web.call("files.info", { file: file.id }, Info);
    return answer.kind === "ok" ? (Files.parse([answer.value.file])[0]?.url ?? null) : null;
  };
  const fetchOne = async (file: SlackFile, room: number): Promise<Uint8Array | string> => {
    if ((file.bytes ?? 0) > room) return tooLarge;
    const url = await locate(file).catch(() => null);
    if (url === null || !isSlacks(url, apiUrl)) return "it is not Slack's to give";
    const token = await tokens.current().catch(() => null);
    if (token === null) return "it could not be fetched";
    return getTwice(
      () => download(url, token, file, room),
      (error) => desk.log.warn({ file: file.id, err: error }, "a file could not be fetched from Slack"),
    );
  };
  return openBringing(fetchOne, desk);
}

/** The token goes along: only to Slack itself. */
function isSlacks(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (apiUrl !== null && URL.canParse(apiUrl) && origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && (hostname === "slack.com" || hostname.endsWith(".slack.com"));
}

/** The content, or why there is none. A redirect leads to somebody else, or to the page to log in. */
async function download(url: string, token: string, { mimetype }: SlackFile, room: number): Promise<Got> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(downloadMs) });
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true && mimetype !== "text/html";
  if (response.ok && isPage) return { why: "Slack wants a login: the app needs files:read", isFinal: true };
  return readFile(response, "Slack", room);
}
