const places = "everything is where it is on the host, not at /workspace, /steps and /artifacts; STEPS and ARTIFACTS say where";
const noPart = "a part of the workspace cannot be made writable: such a grant is refused";
const noNetwork = "it cannot keep to what was approved of the network: such a grant is refused";
const inMemory = "whatever it hides is an empty directory in memory instead, which may be written, counts as memory and is gone afterwards";

/**
 * What a backend honestly cannot do, by the title of the test that shows it, and why. This is the only place where one is excused; what it cannot
 * enforce of a grant it refuses, which is tested in its own folder.
 */
export const differences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "sandbox-runtime": {
    "the workspace is shown at /workspace, where the command starts": places,
    "a bind appears at its target, writable only when it says so": places,
    "/usr/sbin/chroot /workspace is not allowed": places,
    "the host's accounts, shadow file and home directories are not there": inMemory,
    "nothing of the machine can be written": inMemory,
    "scratch is writable, limited in size, and gone with the next run": inMemory,
    "an approved path is writable and what lies beside it is not": noPart,
    "an approved path that is missing is made, for the account, without opening its parent": noPart,
    "a file covers a file of the workspace for one run, and even where all is writable it cannot be changed":
      "a file cannot be shown in place of another: such a grant is refused",
    "unix sockets of the host cannot be reached, by path or by abstract name": "no unix socket can be made at all, not even one of its own",
    "an accomplice on the host who was handed the output does not hold up the result":
      "no unix socket can be made, so nothing is handed over",
    "the command has no capability and cannot gain one":
      "it has none, but may still gain what a namespace would give it, which it cannot make",
    "is reached by curl, over HTTP and HTTPS": noNetwork,
    "is reached by python3, over HTTP and HTTPS": noNetwork,
    "is reached by node, over HTTP and HTTPS": noNetwork,
    "is reached by git": noNetwork,
    "is reached by programs that trust the run's own authority where rules are to be kept": noNetwork,
    "is reached whatever the command's own limits are": noNetwork,
    "than what was approved: no other name, no address, no other port": noNetwork,
    "around the proxy: no route, no resolver, no interface": noNetwork,
    "through the proxy: no service of the host's loopback": noNetwork,
    "the way out is read-only, and ends with the command": noNetwork,
    "and nothing approved is no proxy at all": "its own proxy listens inside in any case, and lets nothing through",
  },
};
