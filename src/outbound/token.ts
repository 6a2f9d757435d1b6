import type { Interval } from "./interval.ts";

/**
 * What tokens commonly look like (product: complaint of secrets in prompts). Group 1, where there is one, stays visible. Each
 * pattern starts at a fixed prefix that cannot begin inside the run it then consumes: linear time on any input.
 */
const patterns: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  {
    name: "PRIVATE_KEY",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:\s{0,4}(?:Proc-Type|DEK-Info|Version|Comment|Hash):[^\n]{0,200})*[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { name: "API_KEY", pattern: /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}/g },
  { name: "PAYMENT_KEY", pattern: /(?<![A-Za-z0-9])(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}/g },
  { name: "GITHUB_TOKEN", pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g },
  { name: "GITLAB_TOKEN", pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt)-[A-Za-z0-9_-]{20,}/g },
  { name: "NPM_TOKEN", pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g },
  { name: "SLACK_TOKEN", pattern: /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}/g },
  { name: "SLACK_WEBHOOK", pattern: /(hooks\.slack\.com\/(?:services|triggers|workflows)\/)[A-Za-z0-9/]{16,}/g },
  { name: "DISCORD_TOKEN", pattern: /(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/g },
  { name: "DISCORD_WEBHOOK", pattern: /(discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[A-Za-z0-9_-]{16,}/g },
  { name: "AWS_KEY", pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g },
  { name: "GOOGLE_KEY", pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g },
  { name: "JWT", pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g },
  {
    name: "AUTHORIZATION",
    pattern: /(\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:basic|bearer|token|bot)[ \t]{1,8})[A-Za-z0-9._~+/=-]{4,}/gi,
  },
  { name: "BEARER", pattern: /(\bbearer[ \t]{1,8})(?:[A-Za-z0-9._~+/-]{20,}|(?=[A-Za-z._~+/-]{0,20}\d)[A-Za-z0-9._~+/-]{6,})=*/gi },
  { name: "URL_PASSWORD", pattern: /(:\/\/[^\s:@/?#"'<>[\]]{0,200}:)[^\s@/"'<>]{1,500}(?=@)/g },
];

/** The names tokens are redacted under. */
export const tokenNames: readonly string[] = patterns.map(({ name }) => name);

/** Where a text holds something that looks like a token. */
export function findTokens(text: string): readonly Interval[] {
  return patterns.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({
      name,
      from: match.index,
      start: match.index + (match[1]?.length ?? 0),
      end: match.index + match[0].length,
    })),
  );
}
