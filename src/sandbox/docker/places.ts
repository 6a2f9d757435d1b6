/** Where things of ours are shown inside; a name that no image has. */
export const places = {
  launcher: "/.adjutant/launch",
  environment: "/.adjutant/environment",
  lifeline: "/.adjutant/lifeline",
  libraries: "/run/net/lib",
} as const;
