import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** A command that asks in vain as fast as it can is answered this much later, in milliseconds: it must not keep our process busy. */
const holdMs = 20;

/** What the command is told in place of an answer: one line that a person understands in its output, too. */
export function sayRefusal(host: string, reason: string): string {
  return `adjutant: ${host}: ${reason}\n`;
}

/** Answers on a connection that no parser watches any more, and ends it. */
export function replyRaw(socket: Duplex, status: number, text: string): void {
  const length = Buffer.byteLength(text);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\n`;
  setTimeout(() => (socket.writable ? socket.end(`${head}Connection: close\r\n\r\n${text}`) : socket.destroy()), holdMs);
}

/** Answers a request that is not forwarded; the connection ends with it, whatever is still to come on it. */
export function reply(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  setTimeout(() => response.end(text), holdMs);
}
