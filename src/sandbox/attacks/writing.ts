import type { Attack } from "./attack.ts";

/** Files of the host, and files that do harm to whoever runs them outside. */
export const writingAttacks: readonly Attack[] = [
  {
    name: "write-outside",
    group: "write",
    tries: "write where everybody may",
    script: 'echo x > "$OUTSIDE/planted" && echo ESCAPED',
  },
  {
    name: "write-rc",
    group: "write",
    tries: "add a line to what a shell reads at its start",
    script: 'echo "# planted" >> "$OUTSIDE/home/.bashrc" && echo ESCAPED',
  },
  {
    name: "write-dots",
    group: "write",
    tries: "climb out of the workspace with `..`",
    script: 'echo x > "../../../../../../../../../..$OUTSIDE/planted" && echo ESCAPED',
  },
  {
    name: "write-link",
    group: "write",
    tries: "write through a link that was made in the workspace",
    script: 'ln -s "$OUTSIDE" link && echo x > link/planted && echo ESCAPED',
  },
  {
    name: "write-hard-link",
    group: "write",
    tries: "give a file outside a second name in the workspace, and write it there",
    script: 'ln "$OUTSIDE/home/.bashrc" second && echo "# planted" >> second && echo ESCAPED',
  },
  {
    name: "write-rename",
    group: "write",
    tries: "move a file from outside into the workspace",
    script: 'mv "$OUTSIDE/movable" . && echo ESCAPED',
  },
  {
    name: "write-process-roots",
    group: "write",
    tries: "write through the root of every process",
    script: 'for p in /proc/[0-9]*; do echo x > "$p/root$OUTSIDE/planted" && echo ESCAPED; done',
  },
  {
    name: "write-programs",
    group: "write",
    tries: "put a program where everybody's are",
    script: "for f in /usr/local/bin/planted-by-attack /usr/bin/planted-by-attack; do : > $f && rm $f && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "write-etc",
    group: "write",
    tries: "open the accounts, what starts by the clock and the loader's list for writing",
    script: "for f in /etc/passwd /etc/crontab /etc/ld.so.cache /etc/ld.so.preload; do [ -e $f ] && : >> $f && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "write-kernel-settings",
    group: "write",
    tries: "open settings of the kernel for writing, in /proc/sys and /sys",
    script:
      "for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sys/vm/overcommit_memory /sys/kernel/uevent_helper; do [ -e $f ] && : >> $f && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "write-engine",
    group: "write",
    tries: "change the program that started the sandbox, or that of any process, by the process that runs it",
    script: 'for p in /proc/[0-9]*; do [ -w "$p/exe" ] && echo ESCAPED; done',
    control: "root",
  },
  ...(
    [
      ["set-uid", "chmod 4755", "chmod 4755 tool"],
      ["set-gid", "chmod g+s", "chmod g+s tool"],
      ["set-uid-install", "install -m 4755", "install -m 4755 tool tool2"],
      ["set-gid-directory", "chmod g+s on a directory", "mkdir d; chmod g+s d; mv d tool2"],
    ] as const
  ).map(([name, how, script]) => ({
    name: `write-${name}`,
    group: "write" as const,
    tries: `leave something that runs as its owner: ${how}`,
    script: `cp /bin/true tool; ${script}; for f in tool tool2; do [ -u $f ] || [ -g $f ] && echo ESCAPED; done`,
  })),
];
