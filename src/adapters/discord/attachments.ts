import type { Desk } from "../adapter.ts";
import { type Attaching, openBringing, readUpTo, tooLarge } from "../attaching.ts";
import type { DiscordFile } from "./reading/news.ts";

/** A download that takes longer has failed; it is tried twice. */
const downloadMs = 30_000;
const tries = 2;
/** Where Discord keeps what people attach. Whoever names another place wants us to ask there. */
const stores = ["cdn.discordapp.com", "media.discordapp.net"];

/** Files that came with a message. Their addresses need no token, and get none. `apiUrl`: another endpoint, which has its own files. */
export function openAttaching(apiUrl: string | null, desk: Pick<Desk, "attach" | "mayAsk" | "log">): Attaching<DiscordFile> {
  const fetchOne = async (file: DiscordFile, mostBytes: number): Promise<Uint8Array | string> => {
    if ((file.bytes ?? 0) > mostBytes) return tooLarge;
    if (!isDiscords(file.url, apiUrl)) return "it is not Discord's to give";
    let why = "";
    for (let left = tries; left > 0; left--) {
      const found = await download(file.url, mostBytes).catch((error: unknown) => {
        desk.log.warn({ file: file.id, err: error }, "a file could not be fetched from Discord");
        return "it could not be fetched";
      });
      if (typeof found !== "string") return found;
      why = found;
    }
    return why;
  };
  return openBringing(fetchOne, desk);
}

function isDiscords(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (apiUrl !== null && URL.canParse(apiUrl) && origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && stores.includes(hostname);
}

/** The content, or why there is none. A redirect leads to somebody else. */
async function download(url: string, mostBytes: number): Promise<Uint8Array | string> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(downloadMs) });
  if (!response.ok || response.body === null) return `Discord answers ${response.status}`;
  return readUpTo(response.body, mostBytes);
}
