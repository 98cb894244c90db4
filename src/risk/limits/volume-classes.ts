/**
 * Puts stocks into classes of volume: class 0 has the thinnest, the last the busiest, and their
 * numbers of stocks differ by one at most. Of stocks with the same volume, the first places are in
 * the lower class. `classes` is from 1 to 255; `volumes` are average daily volumes, shares.
 */
export function volumeClasses(volumes: ArrayLike<number>, classes: number): Uint8Array {
  const places = Uint32Array.from(volumes, (_, place) => place);
  places.sort((a, b) => volumes[a]! - volumes[b]! || a - b);
  const classOf = new Uint8Array(places.length);
  for (const [rank, place] of places.entries())
    classOf[place] = Math.floor((rank * classes) / places.length);
  return classOf;
}
