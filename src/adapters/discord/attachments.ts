import type { Desk } from "../adapter.ts";
import { type Attaching, type Got, getTwice, openBringing, readFile, tooLarge } from "../attaching.ts";
import type { DiscordFile } from "./reading/news.ts";

/** A download that takes longer has failed. */
const downloadMs = 30_000;
/** Where Discord keeps what people attach. Whoever names another place wants us to ask there. */
const stores = ["cdn.discordapp.com", "media.discordapp.net"];

/** Files that came with a message. Their addresses need no token, and get none. `apiUrl`: another endpoint, which has its own files. */
export function openAttaching(apiUrl: string | null, desk: Pick<Desk, "attach" | "mayAsk" | "log">): Attaching<DiscordFile> {
  const fetchOne = async (file: DiscordFile, mostBytes: number): Promise<Uint8Array | string> => {
    if ((file.bytes ?? 0) > mostBytes) return tooLarge;
    if (!isDiscords(file.url, apiUrl)) return "it is not Discord's to give";
    return getTwice(
      () => download(file.url, mostBytes),
      (error) => desk.log.warn({ file: file.id, err: error }, "a file could not be fetched from Discord"),
    );
  };
  return openBringing(fetchOne, desk);
}

function isDiscords(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const isWeb = protocol === "https:" || protocol === "http:";
  // Another endpoint may serve its files beside its interface, at another port.
  if (apiUrl !== null && isWeb && URL.canParse(apiUrl) && hostname === new URL(apiUrl).hostname) return true;
  return protocol === "https:" && stores.includes(hostname);
}

/** A redirect leads to somebody else. */
async function download(url: string, mostBytes: number): Promise<Got> {
  return readFile(await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(downloadMs) }), "Discord", mostBytes);
}
