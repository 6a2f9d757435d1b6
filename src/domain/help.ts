/** What can be said where tasks are talked about: short lines, as they are read on a phone. */
export const help = [
  "Ask for a piece of work in your own words.",
  "**While a task is open**",
  "- `status`, `pause`, `resume`, `stop`",
  "- `approve`, `reject because …`, `change: …`",
  "- `assign @somebody`, `take over`",
  "**Its plan**",
  "- `skip 2`, `remove 2`, `move 3 before 2`, `ask before 2`",
  "- `agent 2 NAME`, `set NAME = VALUE`",
  "**After it**: `retry`",
  "**Standing approvals**",
  "- `approve for 1 hour`, `approve here`",
  "- `grants`, `revoke grt_…`",
].join("\n");
