/** The part of a step that makes it a node. */
export type Node = { readonly id: string; readonly dependsOn: readonly string[] };

/** One cycle as a path that ends where it began, or null. Linear in nodes and edges. */
export function findCycle(nodes: readonly Node[]): readonly string[] | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): readonly string[] | null => {
    if (done.has(id)) return null;
    const start = path.indexOf(id);
    if (start >= 0) return [...path.slice(start), id];
    path.push(id);
    for (const next of byId.get(id)?.dependsOn ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(id);
    return null;
  };
  for (const node of nodes) {
    const cycle = visit(node.id);
    if (cycle) return cycle;
  }
  return null;
}

/** Everything that depends on the given nodes, directly or not; the nodes themselves are left out. */
export function dependentsOf(nodes: readonly Node[], ids: readonly string[]): ReadonlySet<string> {
  const reached = new Set(ids);
  for (let grew = true; grew; ) {
    grew = false;
    for (const node of nodes) {
      if (!reached.has(node.id) && node.dependsOn.some((id) => reached.has(id))) {
        reached.add(node.id);
        grew = true;
      }
    }
  }
  for (const id of ids) reached.delete(id);
  return reached;
}

/** Everything a node depends on, directly or not; the node itself is left out. */
export function dependenciesOf(nodes: readonly Node[], { dependsOn }: Pick<Node, "dependsOn">): ReadonlySet<string> {
  const reached = new Set(dependsOn);
  // A set goes on to what is added while it is walked.
  for (const id of reached) for (const next of nodes.find((node) => node.id === id)?.dependsOn ?? []) reached.add(next);
  return reached;
}

/** Nodes nobody among them depends on: where a spliced-in graph ends. */
export function sinksOf(nodes: readonly Node[]): readonly string[] {
  const needed = new Set(nodes.flatMap((node) => node.dependsOn));
  return nodes.map((node) => node.id).filter((id) => !needed.has(id));
}

/** Layer (longest way from a root) and row of each node, for pictures. The graph must be acyclic. */
export function layoutOf(nodes: readonly Node[]): ReadonlyMap<string, { readonly layer: number; readonly row: number }> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const layers = new Map<string, number>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const parents = (byId.get(id)?.dependsOn ?? []).filter((parent) => byId.has(parent));
    const layer = parents.reduce((deepest, parent) => Math.max(deepest, layerOf(parent) + 1), 0);
    layers.set(id, layer);
    return layer;
  };
  const rows = new Map<number, number>();
  return new Map(
    nodes.map((node) => {
      const layer = layerOf(node.id);
      const row = rows.get(layer) ?? 0;
      rows.set(layer, row + 1);
      return [node.id, { layer, row }];
    }),
  );
}
