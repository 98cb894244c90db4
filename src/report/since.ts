/** When executions for nobody were stopped: a time since the first signal, or before any came. */
export function showStopped(score: {
  readonly isPrevented: boolean;
  readonly stoppedSeconds: number | null;
}): string {
  return score.isPrevented ? 'before the first' : showSince(score.stoppedSeconds);
}

/** A time since the first signal of a drill, in words. */
export function showSince(seconds: number | null): string {
  if (seconds === null) return 'never';
  if (seconds < 0) return `${showSince(-seconds)} before`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
