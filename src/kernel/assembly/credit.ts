/** The firm's credit in one word of units of $100, as src/risk/counts/credit.ts. */

/** Whether the firm has as much left as `leaseCredit` would take. */
@inline
export function hasCredit(left: usize, money: f64): bool {
  return ceil<f64>(money / 1000000) <= <f64>atomic.load<i32>(left);
}
/** Takes what `money` needs; returns the money taken, or 0 if the firm has less left. */
export function leaseCredit(word: usize, money: f64): f64 {
  const needed = <i32>ceil<f64>(money / 1000000);
  for (;;) {
    const left = atomic.load<i32>(word);
    if (left < needed) return 0;
    if (atomic.cmpxchg<i32>(word, left, left - needed) == left) return <f64>needed * 1000000;
  }
  return 0;
}
