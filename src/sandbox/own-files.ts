/** The accounts, groups and names of the one-user machine that a command sees; the host's are nobody's business. */
export function ownFiles({ uid, gid }: { readonly uid: number; readonly gid: number }): readonly (readonly [string, string])[] {
  return [
    [
      "/etc/passwd",
      `root:x:0:0:root:/nonexistent:/bin/false\nagent:x:${uid}:${gid}:agent:/home/agent:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n`,
    ],
    ["/etc/group", `root:x:0:\nagent:x:${gid}:\nnogroup:x:65534:\n`],
    ["/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"],
    ["/etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"],
  ];
}
