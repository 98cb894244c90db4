/** The imports of each file, as paths from the top of the repository. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Files that import each other, and the shortest way from the first of them back to itself. */
export interface Circle {
  readonly files: readonly string[];
  readonly way: readonly string[];
}

/** The circles of a graph: its strongly connected components of more than one file, by name. */
export function circlesOf(graph: ImportGraph): Circle[] {
  return componentsOf(graph)
    .filter((files) => files.length > 1 || graph.get(files[0]!)!.includes(files[0]!))
    .map((component) => {
      const files = component.sort();
      return { files, way: shortestWay(graph, files) };
    })
    .sort((a, b) => (a.files[0]! < b.files[0]! ? -1 : 1));
}

/** Tarjan's strongly connected components; a file in no circle is a component by itself. */
function componentsOf(graph: ImportGraph): string[][] {
  const components: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();

  const visit = (file: string): void => {
    index.set(file, index.size);
    lowest.set(file, index.get(file)!);
    stack.push(file);
    onStack.add(file);
    for (const target of graph.get(file)!) {
      if (!graph.has(target)) continue;
      if (!index.has(target)) {
        visit(target);
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
      } else if (onStack.has(target)) {
        lowest.set(file, Math.min(lowest.get(file)!, index.get(target)!));
      }
    }
    if (lowest.get(file) !== index.get(file)) return;
    const component = stack.splice(stack.lastIndexOf(file));
    for (const member of component) onStack.delete(member);
    components.push(component);
  };

  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return components;
}

/** The shortest way from the first of `files` through others of them back to it. */
function shortestWay(graph: ImportGraph, files: readonly string[]): string[] {
  const first = files[0]!;
  const members = new Set(files);
  const ways = [[first]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const target of graph.get(way.at(-1)!)!) {
      if (target === first) return [...way, first];
      if (!members.has(target) || seen.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  throw new Error(`${first} is in no circle`);
}
