import { describe, expect, test } from "vitest";
import { forDiscord, forSlack } from "../../src/outbound/markup.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { createRedactor } from "../../src/outbound/redactor.ts";

/** What a step, an agent or a model said, and what may go out of it: through the gate as the program has it. */
const value = 'p&ss "word"<42>/ünï+code%41 ok';
const pem = `-----BEGIN EC PARAMETERS-----\n${"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(2)}\nc2Vjb25kIGxpbmUgb2YgaXQ\n-----END EC PARAMETERS-----`;
const outbound = createOutbound({
  redact: createRedactor({ DEPLOY: "hunter2-secret+Value/9", ODD: value, PEM: pem, PART: "hunter2-secret", LONG: "k9".repeat(39) }),
});
const hidden = "[redacted:DEPLOY]";
const deploy = "hunter2-secret+Value/9";
const wrap = (text: string, columns: number, by = "\n") => text.match(new RegExp(`.{1,${columns}}`, "gs"))?.join(by) ?? "";
const hex = (text: string) => Buffer.from(text).toString("hex");

describe("what a terminal would act on is gone", () => {
  test.each([
    ["a private mode", "\u001B[?1049hfull\u001B[?1049l", "full"],
    ["true colour with colons", "\u001B[38:2::1:2:3mred\u001B[m", "red"],
    ["an OSC 52 in two pieces", `\u001B]52;c;${"QUJD".repeat(500)}\u0007ok`, "ok"],
    ["an OSC 8 with parameters", "\u001B]8;id=1;file:///etc/passwd\u001B\\bill\u001B]8;;\u001B\\", "bill"],
    ["a title in 8 bits", "\u009D0;owned\u009Cok", "ok"],
    ["a device control string", "\u001BP+q544e\u001B\\ok", "ok"],
    ["a start of string", "\u001BXhidden\u001B\\ok", "ok"],
    ["a privacy message", "\u001B^hidden\u001B\\ok", "ok"],
    ["an application command", "\u001B_Gf=100;AAAA\u001B\\ok", "ok"],
    ["a string that is never ended", "ok\u001B_Gf=100", "ok"],
    ["a string that is cancelled", "\u001B]0;a\u0018ok", "ok"],
    ["a reset of the terminal", "\u001Bcok", "ok"],
    ["a change of the character set", "\u001B(0lqqk\u001B(B", "lqqk"],
    ["sequences inside of each other", "\u001B[3\u001B[31m1mok", "1mok"],
    ["an escape whose rest a zero-width space hides", "\u001B\u200B[31mok", "[31mok"],
    ["a byte that is no UTF-8", Buffer.from([0x61, 0x9b, 0x33, 0x31, 0x6d, 0xff, 0x62]).toString(), "a\uFFFD31m\uFFFDb"],
    ["a shift out and a substitute", "a\u000E\u000F\u001Ab", "ab"],
  ])("%s", (_, text, shown) => {
    expect(outbound.text(text)).toBe(shown);
  });

  test("nor does a sequence that is cut anywhere leave a control", () => {
    const text = "\u001B[1;31mred\u001B]8;;https://evil.example\u0007x\u001B]8;;\u0007\u001BPq\u001B\\\u009B5n";
    for (let cut = 0; cut <= text.length; cut++) {
      const shown = outbound.text(text.slice(0, cut)) + outbound.text(text.slice(cut));
      expect(shown, String(cut)).not.toMatch(/[\p{Cc}--\n]/v);
    }
  });
});

describe("what would hide something shows it", () => {
  test.each([
    ["an overwritten line", "rm -rf /\rls      ", "rm -rf /\nls      "],
    ["an overwritten line behind an erased one", "rm -rf /\u001B[2K\rls", "rm -rf /\nls"],
    ["what is taken back by backspaces", "rm -rf /\b\b\b\b\b\b\b\bls", "rm -rf /ls"],
    ["bold by overstriking", "N\bNA\bAM\bME\bE", "NAME"],
    ["underlining by overstriking", "_\bn_\ba", "na"],
    ["text that runs backwards", "safe\u202Etxt.exe\u202C", "safetxt.exe"],
    ["isolates", "\u2066a\u2069\u2067b\u2069\u2068c\u2069", "abc"],
    ["marks of direction", "a\u200E\u200F\u061Cb", "ab"],
    ["a message in tags", `ok${[..."ignore"].map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))).join("")}`, "ok"],
    ["a message in variation selectors", `ok${String.fromCodePoint(0xe0100, 0xe0148, 0xfe01)}`, "ok"],
    ["invisible operators", "f\u2061(x)\u2062y\u2063z\u2064", "f(x)yz"],
    ["interlinear annotations", "a\uFFF9b\uFFFAc\uFFFBd", "abcd"],
    ["soft hyphens, joiners and byte order marks", "\uFEFFpay\u00AD\u200C\u200D\u034Fpal", "paypal"],
    ["fillers of Hangul and musical controls", "a\u115F\u1160\u3164\uFFA0\u{1D173}b", "ab"],
    ["a NUL", "a\u0000b", "ab"],
    ["half a pair at the end", "a\uD83D", "a\uFFFD"],
    ["line and paragraph separators", "a\u2028b\u2029c\u0085d", "a\nb\ncd"],
  ])("%s", (_, text, shown) => {
    expect(outbound.text(text)).toBe(shown);
  });

  test("a pile of marks is as high as a script's, and other marks stay", () => {
    expect(outbound.text(`Z${"\u0301".repeat(5_000)}!`)).toBe(`Z${"\u0301".repeat(6)}!`);
    expect(outbound.text("שָׁ֑ ệ ก้ำ")).toBe("שָׁ֑ ệ ก้ำ");
  });
});

describe("a value that is kept secret is found", () => {
  test.each([
    ["with colours in the middle", "hunter2-\u001B[1msecret+\u001B[0mValue/9", hidden],
    ["with zero-width characters in the middle", [...deploy].join("\u200B"), hidden],
    ["with tags in the middle", [...deploy].join("\u{E0020}"), hidden],
    ["with a link in the middle", "hunter2-\u001B]8;;x\u0007secret+Value/9", hidden],
    ["in capitals", deploy.toUpperCase(), hidden],
    ["beside letters", `x${deploy}y`, `x${hidden}y`],
    ["twice in a row", deploy + deploy, hidden + hidden],
    ["as a part of which another one is named", "hunter2-secret!", "[redacted:PART]!"],
    ["as hex in mixed case", hex(deploy).replace(/f/g, "F"), hidden],
    ["as hex in pairs", hex(deploy).replace(/..(?!$)/g, "$& "), hidden],
    [
      "as hex in pairs with colons",
      hex(deploy)
        .replace(/..(?!$)/g, "$&:")
        .toUpperCase(),
      hidden,
    ],
    ["as bytes of C", hex(deploy).replace(/../g, "\\x$&"), hidden],
    ["as a list of bytes", `0x${hex(deploy).replace(/..(?!$)/g, "$&, 0x")}`, `0x${hidden}`],
    ["URL-encoded as Python does", "hunter2-secret%2BValue/9", hidden],
    ["URL-encoded as JavaScript does", encodeURIComponent(deploy), hidden],
    ["URL-encoded in mixed case", "hunter2-secret%2bValue%2F9", hidden],
    ["URL-encoded here and there", "%68unter2%2dsecret+Valu%65/9", hidden],
    ["URL-encoded twice", encodeURIComponent(encodeURIComponent(deploy)), hidden],
    ["escaped for HTML", "p&amp;ss &quot;word&quot;&lt;42&gt;/ünï+code%41 ok", "[redacted:ODD]"],
    ["escaped for HTML by numbers", "p&#38;ss &#34;word&#x22;&#x3C;42&#62;/&#252;nï+code%41 ok", "[redacted:ODD]"],
    ["escaped for JSON", JSON.stringify(value), '"[redacted:ODD]"'],
    ["escaped for JSON in ASCII", 'p&ss \\"word\\"\\u003c42\\u003e\\/\\u00fcn\\u00ef+code%41 ok', "[redacted:ODD]"],
    ["JSON in JSON", JSON.stringify(JSON.stringify(value)), '"\\"[redacted:ODD]\\""'],
    ["escaped for a shell", 'p\\&ss\\ \\"word\\"\\<42\\>/ünï+code%41\\ ok'.replaceAll("\\ ", " "), "[redacted:ODD]"],
    ["in a form", encodeURIComponent(value).replaceAll("%20", "+"), "[redacted:ODD]"],
    ["in base64 over several lines", wrap(Buffer.from("k9".repeat(39)).toString("base64").replace(/=+$/, ""), 76), "[redacted:LONG]"],
    [
      "in base64 over indented lines",
      wrap(Buffer.from("k9".repeat(39)).toString("base64").replace(/=+$/, ""), 64, "\n    "),
      "[redacted:LONG]",
    ],
    ["in hex over several lines", wrap(hex("k9".repeat(39)), 60), "[redacted:LONG]"],
    ["in quoted-printable", wrap("k9".repeat(39), 70, "=\n"), "[redacted:LONG]"],
    ["plain over two lines", wrap("k9".repeat(39), 50, "\r\n"), "[redacted:LONG]"],
    [
      "in base64 over lines of JSON",
      JSON.stringify(wrap(Buffer.from("k9".repeat(39)).toString("base64").replace(/=+$/, ""), 76)),
      '"[redacted:LONG]"',
    ],
    ["of several lines", pem, "[redacted:PEM]"],
    ["of several lines, as a shell joins them", pem.replaceAll("\n", " "), "[redacted:PEM]"],
    ["of several lines, by one of them", "at c2Vjb25kIGxpbmUgb2YgaXQ", "at [redacted:PEM]"],
    ["of several lines, indented", pem.replace(/^/gm, "  "), "  [redacted:PEM]"],
    ["of several lines, in JSON", JSON.stringify(pem), '"[redacted:PEM]"'],
    ["backwards", [...deploy].reverse().join(""), hidden],
  ])("%s", (_, text, shown) => {
    expect(outbound.text(text)).toBe(shown);
  });

  test.each([0, 1, 2])("in both alphabets of base64, %d bytes behind the beginning, padded or not", (before) => {
    const padded = Buffer.from(`${"x".repeat(before)}${deploy}???>>>`);
    for (const text of [padded.toString("base64"), padded.toString("base64url")]) expect(outbound.text(text)).toContain(hidden);
  });

  test("a word that only looks like one line of wrapped text is left", () => {
    expect(createOutbound({ redact: createRedactor({ WORD: "openair" }) }).text("an open\nair concert")).toBe("an open\nair concert");
  });

  test("an escape beside it stays as it was written", () => {
    expect(outbound.text(`a%20b &amp; \\n ${encodeURIComponent(deploy)} %20 &lt; \\t`)).toBe(`a%20b &amp; \\n ${hidden} %20 &lt; \\t`);
  });
});

/** Made up, and put together here, so that nobody takes this file for a leak. */
const tokens: readonly (readonly [string, string])[] = [
  ["AWS_KEY", `AK${"IA"}IOSFODNN7EXAMPLE`],
  ["GITHUB_TOKEN", `gh${"p"}_${"a1B2".repeat(9)}`],
  ["GITHUB_TOKEN", `gh${"s"}_${"a1B2".repeat(9)}`],
  ["GITHUB_TOKEN", `github${"_pat_"}11ABCDEFG0${"a1_B".repeat(12)}`],
  ["GITLAB_TOKEN", `gl${"pat"}-${"a1-B".repeat(5)}`],
  ["GITLAB_TOKEN", `gl${"ptt"}-${"a1B2".repeat(10)}`],
  ["SLACK_TOKEN", `xo${"xb"}-123456789012-${"a1B2".repeat(6)}`],
  ["SLACK_TOKEN", `xa${"pp"}-1-A0123-456-${"a1b2".repeat(8)}`],
  ["DISCORD_TOKEN", `M${"TA1".repeat(8)}.GabcDE.${"a1B_".repeat(7)}`],
  ["API_KEY", `s${"k"}-${"a1B2".repeat(12)}`],
  ["API_KEY", `s${"k"}-proj-${"a1_B".repeat(12)}`],
  ["API_KEY", `s${"k"}-ant-api03-${"a1-B".repeat(12)}`],
  ["GOOGLE_KEY", `AI${"za"}${"a1B2-".repeat(7)}`],
  ["GOOGLE_KEY", `GOC${"SPX"}-${"a1B2".repeat(7)}`],
  ["PAYMENT_KEY", `s${"k"}_live_${"a1B2".repeat(6)}`],
  ["PAYMENT_KEY", `r${"k"}_test_${"a1B2".repeat(6)}`],
  ["NPM_TOKEN", `np${"m"}_${"a1B2".repeat(9)}`],
  ["PYPI_TOKEN", `py${"pi"}-AgEIcHlwaS5vcmc${"a1B_".repeat(12)}`],
  ["DOCKER_TOKEN", `dc${"kr"}_pat_${"a1B-".repeat(7)}`],
  ["JWT", `ey${"J"}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`],
  ["AGE_KEY", `AGE-SECRET${"-KEY-1"}${"QPZ9".repeat(14)}QQ`],
  ["TWILIO_KEY", `S${"K"}${"0a1b".repeat(8)}`],
  ["MAIL_KEY", `S${"G"}.${"a1B2".repeat(5)}.${"a1B-".repeat(10)}`],
  ["TELEGRAM_TOKEN", `123456789:A${"A"}${"a1B".repeat(11)}`],
  ["CLOUD_TOKEN", `do${"p"}_v1_${"0a1b".repeat(16)}`],
  ["CLOUD_TOKEN", `hv${"s"}.${"a1B2".repeat(7)}`],
  ["API_KEY", `h${"f"}_${"a1B2".repeat(9)}`],
];
const around: readonly (readonly [string, string, string])[] = [
  ["AZURE_KEY", "AccountKey=", `${"a1B2".repeat(20)}==`],
  ["AWS_SECRET", "aws_secret_access_key = ", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["SLACK_WEBHOOK", "https://hooks.slack.com/services/", `T00000000/B00000000/${"a1B2".repeat(6)}`],
  ["DISCORD_WEBHOOK", "https://discord.com/api/v10/webhooks/123456789012345678/", "a1B_".repeat(15)],
  ["AUTHORIZATION", "Authorization: Basic ", "dXNlcjpwYXNz"],
  ["AUTHORIZATION", '"authorization":"Bearer ', "abc.def"],
  ["API_KEY", "x-api-key: ", "0123456789abcdef"],
  ["URL_PASSWORD", "https://bot:", "pa55-word"],
  ["URL_TOKEN", "https://", "a1B2".repeat(8)],
];

describe("what looks like a token is found", () => {
  test.each(tokens)("%s %s", (name, token) => {
    expect(outbound.text(`set ${token}, then`)).toBe(`set [redacted:${name}], then`);
    expect(outbound.text(`"key":"${token}"`)).toBe(`"key":"[redacted:${name}]"`);
    expect(outbound.text(`x=\u001B[32m${token.slice(0, 9)}\u200B${token.slice(9)}\u001B[0m`)).toBe(`x=[redacted:${name}]`);
  });

  test.each(around)("%s behind %s", (name, before, token) => {
    const after = name.startsWith("URL") ? "@example.com" : "";
    expect(outbound.text(`${before}${token}${after}`)).toBe(`${before}[redacted:${name}]${after}`);
  });

  test.each([
    "The task-list and desk-top words stay, as do 10-20-30 and sk-2.",
    "git clone https://git@github.com/acme/site.git && git@github.com:acme/site.git",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "npm_config_registry=https://registry.example SK_COUNT=3 ASIATIC AKIAS",
    "a JWT begins with eyJ; a bearer token is sent; Authorization: required",
    "key-value stores, re_read, hvs. and SG.",
    "550e8400-e29b-41d4-a716-446655440000 at 12:34:56 from user@example.com",
  ])("an ordinary text stays: %s", (text) => {
    expect(outbound.text(text)).toBe(text);
  });
});

describe("what a model says to people has no power over them", () => {
  test.each([
    ["<!channel> <!here> <!everyone>", "＠channel ＠here ＠everyone"],
    ["<!subteam^S0123ABC>", "＠S0123ABC"],
    ["<!subteam^S0123ABC|@ops>", "＠ops"],
    ["<@U123ABC> <@W1|jo> <#C123|general>", "＠U123ABC ＠W1 ＠C123"],
    ["<!date^1392734382^{date}|then>", "＠then"],
    [`<!here|${"x".repeat(5_000)}>`, `＠${"x".repeat(5_000)}`],
    ["@everyone, @here! (@EVERYONE)", "＠everyone, ＠here! (＠EVERYONE)"],
    ["@every\u200Bone and @\u202Ehere", "＠everyone and ＠here"],
    [
      "<@123456789012345678> <@!123456789012345678> <@&123456789012345678>",
      "＠123456789012345678 ＠123456789012345678 ＠123456789012345678",
    ],
    ["<#123456789012345678>", "＠123456789012345678"],
    [
      "</ban all:123456789012345678> <t:1618953630:R> <id:customize> <a:wave:123>",
      "/ban all:123456789012345678 t:1618953630:R id:customize a:wave:123",
    ],
    ["<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)"],
    [`<https://evil.example|${"bank ".repeat(100)}>`, `${"bank ".repeat(100)} (https://evil.example)`],
    ["<https://evil.example|bank\nof all|you>", "bank\nof all|you (https://evil.example)"],
    ["<javascript:alert(1)|help>", "help (javascript:alert(1))"],
    ["[bank](https://evil.example)", "bank (https://evil.example)"],
    ["![picture](https://evil.example/p.png?leak)", "!picture (https://evil.example/p.png?leak)"],
    ["[a[b]](https://evil.example)", "[a[b]] (https://evil.example)"],
    ['[bank](https://evil.example "https://bank.example")', '[bank] (https://evil.example "https://bank.example")'],
    ["[bank](https://evil.example/a(b))", "[bank] (https://evil.example/a(b))"],
    ["[bank\nhere]( <https://evil.example>)", "[bank\nhere] ( https://evil.example)"],
    [`[bank](https://evil.example/${"x".repeat(3_000)})`, `[bank] (https://evil.example/${"x".repeat(3_000)})`],
    ["[bank][1]\n\n[1]: https://evil.example", "[bank][1]\n\n[1] : https://evil.example"],
    ["```sh\nls", "```sh\nls\n```"],
    ["````md\n```sh\nls", "````md\n```sh\nls"],
    ["````md\nls", "````md\nls\n````"],
    ["~~~\nls", "~~~\nls\n~~~"],
    ["~~~\nls\n~~~\n```a``` b", "~~~\nls\n~~~\n```a``` b"],
    [
      "Map<string, number> x[i](y) if (a < b && c > d) me@example.com @jo #1",
      "Map<string, number> x[i](y) if (a < b && c > d) me@example.com @jo #1",
    ],
  ])("%s", (text, shown) => {
    expect(outbound.message({ text })).toEqual({ text: shown });
    expect(outbound.message({ text: shown })).toEqual({ text: shown });
  });

  test("not even in the names of what it says", () => {
    expect(outbound.message({ steps: [{ "<!here>": ["<!here>", 1, null, true] }] })).toEqual({
      steps: [{ "＠here": ["＠here", 1, null, true] }],
    });
  });
});

describe("in Slack's own markup", () => {
  test.each([
    ["a < b & c > d", "a &lt; b &amp; c &gt; d"],
    ["<!channel> <@U1>", "＠channel ＠U1"],
    ["&lt;!channel&gt; &amp;", "&amp;lt;!channel&amp;gt; &amp;amp;"],
    ["<!unknown form>", "&lt;!unknown form&gt;"],
    ["<https://evil.example|bank>", "bank (https://evil.example)"],
  ])("%s", (text, shown) => {
    expect(forSlack(text)).toBe(shown);
  });
});

describe("in Discord's own markup", () => {
  test.each([
    ["**bold** __x__ ~~y~~ ||spoiler||", "\\*\\*bold\\*\\* \\_\\_x\\_\\_ \\~\\~y\\~\\~ \\|\\|spoiler\\|\\|"],
    ["> quote\n>>> all\n# big\n-# small\n- item\n1. one", "\\> quote\n\\>\\>\\> all\n\\# big\n\\-# small\n\\- item\n1\\. one"],
    ["```js\nx\n```", "\\`\\`\\`js\nx\n\\`\\`\\`"],
    ["[bank](https://evil.example)", "bank (https://evil.example)"],
    ["a (simple) f(x)", "a (simple) f(x)"],
    ["[a](b) and [c] (d)", "\\[a\\]\\(b) and \\[c\\] (d)"],
    ["<@&123> @everyone \\<@1>", "＠123 ＠everyone \\\\＠1"],
    ["https://example.com/a_b_c?x=*y*", "https://example.com/a_b_c?x=*y*"],
    ["5 - 3 = 2, C# and 1.5", "5 - 3 = 2, C# and 1.5"],
    ["red :x: at 12:30:45, and :smile", "red \\:x: at 12\\:30:45, and :smile"],
    ["xhttps://a.example|| rm https://b.example||", "xhttps://a.example\\|\\| rm https://b.example\\|\\|"],
    ["https://a.example`x`", "https://a.example\\`x\\`"],
  ])("%s", (text, shown) => {
    expect(forDiscord(text)).toBe(shown);
  });
});
