import { type Refusal, refuse } from "../refusal.ts";

/** What the daemon complains of, and the cure. */
const complaints: readonly (readonly [RegExp, string, string])[] = [
  [
    /permission denied.*(docker daemon socket|docker API)/i,
    "this account may not use the docker daemon",
    "usermod -aG docker $USER and log in again: whoever may use the daemon is root on this machine; bubblewrap needs no such right",
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker API|is the docker daemon running|it did not answer/i,
    "the docker daemon is not running",
    "systemctl start docker, or set DOCKER_HOST to a daemon on this machine",
  ],
  [/no such image/i, "the image is not here any more", "docker pull it again"],
  [
    /bind source path does not exist/i,
    "the daemon does not see our files: it has another view of this machine",
    "run Adjutant on the machine of the daemon, without a private /tmp",
  ],
  [
    /exec: "?\/usr\/bin\/env"?|exec: "?\/bin\/sh"?/i,
    "the image has no /usr/bin/env or no /bin/sh",
    "choose an image with a shell, such as debian:stable-slim, as sandbox.docker.image",
  ],
  [/seccomp/i, "the daemon cannot hold our filter of system calls", "install a docker that was built with seccomp"],
];

/** Why docker did not run anything, in words, with what it said where nothing better is known. */
export function explain(told: string): Refusal {
  const known = complaints.find(([pattern]) => pattern.test(told));
  if (known !== undefined) return refuse(`docker: ${known[1]}`, known[2]);
  const line = told.trim().split("\n").at(-1) ?? "";
  return refuse(
    `docker did not start the command: ${line === "" ? "it said nothing" : line}`,
    "adjutant doctor says what this machine can enforce",
  );
}
