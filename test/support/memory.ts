/**
 * Copies the columns and plain numbers that some objects reach; the returned function puts them
 * back. It leaves out what is in `unread`, which is written before it is read.
 */
export function rememberState(
  roots: readonly object[],
  unread: readonly unknown[] = [],
): () => void {
  const seen = new Set<unknown>(unread);
  const columns: [Uint8Array, Uint8Array][] = [];
  const numbers: [object, object][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      columns.push([bytes, bytes.slice()]);
      return;
    }
    const own = Object.entries(value).filter(([, one]) => typeof one === 'number');
    if (own.length > 0 && !Array.isArray(value)) numbers.push([value, Object.fromEntries(own)]);
    for (const one of Object.values(value)) visit(one);
  };
  roots.forEach(visit);
  return () => {
    for (const [bytes, before] of columns) bytes.set(before);
    for (const [object, before] of numbers) Object.assign(object, before);
  };
}
