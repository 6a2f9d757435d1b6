/** Where packages of others lie in a project: what is there was installed into it. */
const installed = /^(?:node_modules|site-packages|\.?venv|\.yarn)$/i;

/** Whether a path leads into packages of others: their programs take words that no schema of ours looks at. */
export function isInstalled(path: string): boolean {
  return path.split("/").some((part) => installed.test(part));
}

/** Whether a path leads into what is git's own, hooks and settings. */
export function isOfGit(path: string): boolean {
  return path.split("/").some((part) => /^\.git$/i.test(part));
}
