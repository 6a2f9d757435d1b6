import { z } from "zod";
import { accept, type Checked, refuse } from "../refusal.ts";
import { callDocker, type Docker } from "./client.ts";
import { explain } from "./diagnosis.ts";

const Image = z.object({
  Id: z.string(),
  Os: z.string(),
  Config: z.object({ Volumes: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/** The id of an image that is on this machine. None is ever fetched for a step: what runs is what the operator put here. */
export async function checkImage(docker: Docker, name: string): Promise<Checked<string>> {
  if (name === "") return refuse("no image was chosen that commands run in", "set sandbox.docker.image, such as debian:stable-slim");
  if (name.startsWith("-")) return refuse(`${name} is not the name of an image`, "set sandbox.docker.image");
  const { ok, stdout, stderr } = await callDocker(docker, ["image", "inspect", "--format", "{{json .}}", name]);
  if (!ok && /no such image/i.test(stderr)) return refuse(`the image ${name} is not on this machine`, `docker pull ${name}`);
  if (!ok) return explain(stderr);
  const image = Image.parse(JSON.parse(stdout));
  if (image.Os !== "linux") return refuse(`the image ${name} is for ${image.Os}`, "choose one for linux as sandbox.docker.image");
  const volumes = Object.keys(image.Config?.Volumes ?? {});
  if (volumes.length === 0) return accept(image.Id);
  return refuse(
    `the image ${name} keeps files of its own on the disk (VOLUME ${volumes.join(", ")})`,
    "choose one without VOLUME as sandbox.docker.image",
  );
}
