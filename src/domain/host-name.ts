/** Longest name of a host and of one part of it (RFC 1035). */
const longestName = 253;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a top-level name looks like: never a number, in any spelling of one, so that nothing is an address by accident. */
const topLevel = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Ends of names that always mean this machine or the network around it. */
const localEnds = "localhost localdomain local internal intranet private lan home corp home.arpa in-addr.arpa ip6.arpa".split(" ");

/** Something about a name of a host, as it is written, that keeps it from being approved, and what to write instead; null: nothing. */
export function hostObjection(written: string): string | null {
  // Before the case is folded: some letters of other scripts become plain ones then.
  if (/[^\x21-\x7e]/.test(written)) return "has letters that no name of a host is sent with; write it in its xn-- form";
  const host = written.toLowerCase();
  return oddityOf(host) ?? nameObjection(host);
}

/** What people, or programs that look for a way around, put into a host. */
function oddityOf(host: string): string | null {
  if (host.includes("@")) return "has a user or a password in it; write the host alone, and name the secret under secrets";
  if (/[[\]:]/.test(host)) return "is an IP address or has a second colon; write the name of the host";
  if (host.includes("%")) return "is percent-encoded; write the name of the host as it is";
  if (host.includes("*")) return "has a * inside; write the whole name, or *.example.com for everything below example.com";
  return host.endsWith(".") ? "ends in a dot; leave it out" : null;
}

function nameObjection(host: string): string | null {
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last)) return "is an IP address; write the name of the host";
  if (localEnds.some((end) => host === end || host.endsWith(`.${end}`)))
    return "names this machine or the network around it, which no step may reach; leave it out";
  if (labels.length < 2) return "is not the whole name of a host; write it out, such as api.example.com";
  const isName = host.length <= longestName && labels.every((one) => label.test(one)) && topLevel.test(last);
  return isName ? null : "is not the name of a host; write it like api.example.com";
}

/** Whether a name may stand behind `*.`: not where everybody may have a name of their own. */
export function suffixObjection(suffix: string): string | null {
  const labels = suffix.split(".");
  const isPublic = labels.length === 2 && /^(?:co|com|net|org|gov|edu|ac|or|ne)$/.test(labels[0] ?? "") && labels[1]?.length === 2;
  return isPublic ? "covers hosts of everybody; write the name of the host" : null;
}
