import { Command } from "commander";
import { redirectPath, slackManifest } from "../adapters/slack/manifest.ts";
import { Problem } from "../domain/problem.ts";
import { exits, type Program, print } from "./program.ts";

type ManifestOptions = { readonly name: string; readonly url?: string; readonly many?: boolean; readonly socket?: boolean };

/** `adjutant slack manifest`: what Slack is given to make the app. */
export function slackCommand(program: Program): Command {
  const manifest = new Command("manifest")
    .description("print the app manifest: paste it at api.slack.com/apps, Create New App, From a manifest")
    .option("--name <name>", "what the app is called, at most 35 characters", "Adjutant")
    .option("--url <url>", "where Slack reaches WEBHOOK_PORT (https://bot.example.com); without it the app uses Socket Mode")
    .option("--many", "for many workspaces, that install it by OAuth from a page of --url; their tokens are renewed twice a day")
    .option("--socket", "with --many: news comes by Socket Mode all the same")
    .action((options: ManifestOptions) => {
      print(program.stdout, JSON.stringify(slackManifest(checked(options)), null, 2));
      program.exit(exits.completed);
    });
  return new Command("slack").description("connect a Slack workspace").addCommand(manifest);
}

function checked({ name, url = null, many = false, socket = false }: Omit<ManifestOptions, "url"> & { readonly url?: string | null }) {
  if (name.trim() === "" || name.length > 35) throw new Problem("usage", `--name: expected 1 to 35 characters, got ${name.length}.`);
  if (url !== null && URL.parse(url)?.protocol !== "https:")
    throw new Problem("usage", `--url ${url}: Slack only calls an address that begins with https://, such as https://bot.example.com.`);
  if (many && url === null)
    throw new Problem("usage", "--many: people are sent back to a page of ours; say where with --url https://bot.example.com.");
  if (socket && !many) throw new Problem("usage", "--socket: without --many leave --url out, and the app uses Socket Mode.");
  const redirect = many && url !== null ? `${url.replace(/\/+$/, "")}${redirectPath}` : null;
  return { name, url: socket ? null : url, rotation: many, redirect };
}
