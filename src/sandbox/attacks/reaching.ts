import type { Attack } from "./attack.ts";

/** The network, other processes, and more than a fair share of the machine. */
export const reachingAttacks: readonly Attack[] = [
  {
    name: "reach-loopback",
    group: "network",
    tries: "call a service on the host's loopback",
    script: 'bash -c \'read -r line < "/dev/tcp/127.0.0.1/$PORT" && [ "$line" = HOST ]\' && echo ESCAPED',
  },
  {
    name: "reach-interfaces",
    group: "network",
    tries: "find an interface other than an empty loopback",
    script: "tail -n +3 /proc/net/dev | grep -qv '^ *lo:' && echo ESCAPED",
  },
  {
    name: "reach-sockets",
    group: "network",
    tries: "list the host's sockets",
    script: 'printf "%s" "$MARK" | grep -qf - /proc/net/unix && echo ESCAPED',
  },
  {
    name: "reach-process",
    group: "life",
    tries: "send a signal to a process of the host",
    script: 'printf "seen-%s" "$MARK" | grep -qaf - "/proc/$PID/cmdline" && kill -CONT "$PID" && echo ESCAPED',
  },
  {
    name: "slow-process",
    group: "life",
    tries: "take processor time from a process of the host",
    script: 'printf "seen-%s" "$MARK" | grep -qaf - "/proc/$PID/cmdline" && renice -n 19 -p "$PID" && echo ESCAPED',
  },
  {
    name: "exhaust-forks",
    group: "exhaustion",
    tries: "fork more often than the limit",
    script: "n=0; while [ $n -lt 200 ]; do sleep 2 & n=$((n+1)); done; [ $n -ge 200 ] && echo ESCAPED",
  },
  {
    name: "exhaust-files",
    group: "exhaustion",
    tries: "make a file larger than the limit",
    script: 'truncate -s 200M big; [ "$(stat -c %s big)" -gt 150000000 ] && echo ESCAPED',
  },
  {
    name: "exhaust-limits",
    group: "exhaustion",
    tries: "raise its own limits",
    script: "prlimit --nofile=2000:2000 --nproc=2000:2000 true && echo ESCAPED",
  },
];
