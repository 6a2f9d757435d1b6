import { Command } from "commander";
import { slackManifest } from "../adapters/slack/manifest.ts";
import { Problem } from "../domain/problem.ts";
import { exits, type Program, print } from "./program.ts";

type ManifestOptions = { readonly name: string; readonly url?: string };

/** `adjutant slack manifest`: what Slack is given to make the app. */
export function slackCommand(program: Program): Command {
  const manifest = new Command("manifest")
    .description("print the app manifest: paste it at api.slack.com/apps, Create New App, From a manifest")
    .option("--name <name>", "what the app is called, at most 35 characters", "Adjutant")
    .option("--url <url>", "where Slack reaches WEBHOOK_PORT (https://bot.example.com); without it the app uses Socket Mode")
    .action((options: ManifestOptions) => {
      print(program.stdout, JSON.stringify(slackManifest(checked(options)), null, 2));
      program.exit(exits.completed);
    });
  return new Command("slack").description("connect a Slack workspace").addCommand(manifest);
}

function checked({ name, url = null }: { readonly name: string; readonly url?: string | null }) {
  if (name.trim() === "" || name.length > 35) throw new Problem("usage", `--name: expected 1 to 35 characters, got ${name.length}.`);
  if (url !== null && URL.parse(url)?.protocol !== "https:")
    throw new Problem("usage", `--url ${url}: Slack only calls an address that begins with https://, such as https://bot.example.com.`);
  return { name, url, rotation: false, redirect: null };
}
