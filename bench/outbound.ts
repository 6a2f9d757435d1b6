import { neutraliseMentions } from "../src/outbound/mention.ts";
import { createOutbound } from "../src/outbound/outbound.ts";
import { createRedactor } from "../src/outbound/redactor.ts";

/**
 * Whether the gate takes linear time on what is made to slow it down: each text in two sizes, and how much longer the larger one
 * takes. Linear is a factor like that of the sizes; quadratic would be its square. Ends with 1 where one is far above.
 */
const small = 250_000;
const factor = 8;
const tooMuch = 3 * factor;

const key = "k9".repeat(39);
const redact = createRedactor({ A: "hunterhunterhunter!", B: "aaaaaaa", C: 'x%41&amp;"\\y', D: `${key}\n${key}` });
const outbound = createOutbound({ redact });

const pieces: readonly string[] = [
  ...["a", "aaaaaa", "hunter", "k9", "\n", " ", "\t", "\r", "a\r", "\r\n ", "=\n", "0", "A", "-", "_", "é", "\u0301", "😀"],
  ...["\u001B", "\u001B[", "\u001B]", "\u001B]8;;", "\u001BP", "\u009D", "\u009B1;", "\b", "a\b", "_\b", "\u200B", "\uFE0F", "\u{E0041}"],
  ...["`", "```", "~~~\n", "````\n", "~", "[", "](", "[a](", "[a](https:", "[a]: ", "<", "<!", "<!here|", "<@", "<#", "</", "<t:", "<a:"],
  ...[
    "<https:",
    "<https://a|",
    "@",
    "@everyone",
    "%",
    "%4",
    "%41",
    "%25",
    "%E2%82",
    "\\",
    "\\\\",
    "\\u00",
    "\\u0041",
    "\\x4",
    "&",
    "&amp;",
    "&#",
  ],
  ...[
    "eyJ",
    "eyJabcdefgh.",
    "sk-",
    "sk_live_",
    "gh",
    "ghp_",
    "xoxb-",
    "AKIA",
    "SG.",
    "://",
    "://a:",
    "://aaaaaaaaaaaaaaaaaaaaa",
    "Bearer ",
    "bearer",
  ],
  ...[
    "authorization: ",
    "authorization: bearer ",
    "aws_secret_access_key=",
    "AccountKey=",
    "?sig=",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
  ],
  ...[
    "[redacted:",
    "[redacted:A]",
    "1234567890",
    "12345678:AA",
    "M".repeat(24),
    "MMMMMMMMMMMMMMMMMMMMMMMM.aaaaaa.",
    "lin_api_",
    "hooks.slack.com/services/",
  ],
];

/** The best of three: what else the machine does is no part of it. */
function timeOf(text: string): number {
  const times = [1, 2, 3].map(() => {
    const begun = performance.now();
    outbound.text(text, { maxChars: 40_000, maxLines: 400 });
    neutraliseMentions(text);
    outbound.message(text);
    return performance.now() - begun;
  });
  return Math.min(...times);
}

let worst = 0;
for (const piece of pieces) {
  const [one, many] = [small, small * factor].map((size) => piece.repeat(Math.ceil(size / piece.length)));
  const [before, after] = [timeOf(one ?? ""), timeOf(many ?? "")];
  const ratio = after / Math.max(before, 20);
  worst = Math.max(worst, ratio);
  process.stdout.write(
    `${JSON.stringify(piece).slice(0, 40).padEnd(42)} ${before.toFixed(0).padStart(7)} ms ${after.toFixed(0).padStart(7)} ms  ×${ratio.toFixed(1)}\n`,
  );
}
process.stdout.write(`worst: ×${worst.toFixed(1)} for ×${factor} of text\n`);
process.exitCode = worst > tooMuch ? 1 : 0;
