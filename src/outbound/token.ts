import type { Interval } from "./interval.ts";

type TokenPattern = { readonly name: string; readonly pattern: RegExp };

/** Tokens that say by their first letters whose they are: what may not stand before them is a letter or a digit. */
const prefixed: Readonly<Record<string, readonly string[]>> = {
  API_KEY: ["sk-[A-Za-z0-9_-]{16,}", "gsk_[A-Za-z0-9]{20,}", "xai-[A-Za-z0-9]{20,}", "r8_[A-Za-z0-9]{30,}", "hf_[A-Za-z0-9]{30,}"],
  PAYMENT_KEY: [
    "(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}",
    "sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
    "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
  ],
  GITHUB_TOKEN: ["gh[pousr]_[A-Za-z0-9]{20,}", "github_pat_[A-Za-z0-9_]{20,}"],
  GITLAB_TOKEN: ["gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_.-]{20,}"],
  NPM_TOKEN: ["npm_[A-Za-z0-9]{36}"],
  PYPI_TOKEN: ["pypi-[A-Za-z0-9_-]{16,}"],
  DOCKER_TOKEN: ["dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"],
  SLACK_TOKEN: ["(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}"],
  AWS_KEY: ["A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Z0-9])"],
  GOOGLE_KEY: ["AIza[A-Za-z0-9_-]{35}", "ya29\\.[A-Za-z0-9_-]{20,}", "GOCSPX-[A-Za-z0-9_-]{20,}"],
  TWILIO_KEY: ["SK[0-9a-f]{32}(?![0-9a-f])"],
  MAIL_KEY: ["SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}", "key-[0-9a-f]{32}(?![0-9a-f])", "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}"],
  TELEGRAM_TOKEN: ["[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"],
  CLOUD_TOKEN: [
    ...["do[opr]_v1_[a-f0-9]{64}", "dapi[a-f0-9]{32}", "hv[bs]\\.[A-Za-z0-9_-]{24,}", "tskey-[a-z]{2,12}-[A-Za-z0-9-]{16,}"],
    ...["sbp_[a-f0-9]{40}", "gl(?:sa|c)_[A-Za-z0-9_]{20,}", "NRAK-[A-Z0-9]{20,}", "ATATT3[A-Za-z0-9_=-]{20,}", "lin_api_[A-Za-z0-9]{30,}"],
    ...[
      "ntn_[A-Za-z0-9]{30,}",
      "figd_[A-Za-z0-9_-]{20,}",
      "pul-[a-f0-9]{40}",
      "dp\\.(?:pt|st|sa|ct)\\.[A-Za-z0-9]{30,}",
      "PMAK-[a-f0-9-]{30,}",
    ],
  ],
  AGE_KEY: ["AGE-SECRET-KEY-1[A-Z0-9]{20,}"],
};

/** Tokens that are known by what stands around them. */
const surrounded: readonly TokenPattern[] = [
  {
    name: "PRIVATE_KEY",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:\s{0,4}(?:Proc-Type|DEK-Info|Version|Comment|Hash):[^\n]{0,200})*[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { name: "SLACK_WEBHOOK", pattern: /(hooks\.slack\.com\/(?:services|triggers|workflows)\/)[A-Za-z0-9/]{16,}/gi },
  { name: "DISCORD_TOKEN", pattern: /(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/g },
  { name: "DISCORD_WEBHOOK", pattern: /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,25}\/)[A-Za-z0-9_-]{16,}/gi },
  { name: "JWT", pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g },
  { name: "AWS_SECRET", pattern: /(\baws_?secret_?access_?key["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)[A-Za-z0-9/+=]{30,}/gi },
  { name: "AZURE_KEY", pattern: /(\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=)[A-Za-z0-9+/=%&;_.-]{20,}/gi },
  { name: "AZURE_SIGNATURE", pattern: /([?&]sig=)[A-Za-z0-9%+/_-]{20,}=*/gi },
  {
    name: "AUTHORIZATION",
    pattern:
      /(\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:basic|bearer|token|bot|apikey|negotiate)[ \t]{1,8})[A-Za-z0-9._~+/=-]{4,}/gi,
  },
  {
    name: "API_KEY",
    pattern:
      /(\b(?:x-api-key|x-auth-token|x-access-token|private-token|job-token|x-vault-token)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)[A-Za-z0-9._~+/=-]{8,}/gi,
  },
  { name: "BEARER", pattern: /(\bbearer[ \t]{1,8})(?:[A-Za-z0-9._~+/-]{20,}|(?=[A-Za-z._~+/-]{0,20}\d)[A-Za-z0-9._~+/-]{6,})=*/gi },
  { name: "URL_PASSWORD", pattern: /(:\/\/[^\s:@/?#"'<>[\]]{0,200}:)[^\s@/"'<>]{1,500}(?=@)/g },
  { name: "URL_TOKEN", pattern: /(:\/\/)[A-Za-z0-9_-]{20,500}(?=@)/g },
];

/**
 * What tokens commonly look like (product: complaint of secrets in prompts). Group 1, where there is one, stays visible. Each
 * pattern starts at a fixed prefix that cannot begin inside the run it then consumes: linear time on any input.
 */
const patterns: readonly TokenPattern[] = [
  ...Object.entries(prefixed).map(([name, forms]) => ({ name, pattern: new RegExp(`(?<![A-Za-z0-9])(?:${forms.join("|")})`, "g") })),
  ...surrounded,
];

/** The names tokens are redacted under. */
export const tokenNames: readonly string[] = [...new Set(patterns.map(({ name }) => name))];

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
