import type { Action, ScopedAction } from '../day/spec.js';

/** Returns the log's sentence for an act. */
export function tellAct(action: Action): string {
  const who =
    'by' in action && action.by !== undefined && action.by.length > 0
      ? ` by ${action.by.join(' and ')}`
      : '';
  const why =
    'reason' in action && action.reason !== undefined && action.reason !== ''
      ? `: ${action.reason}`
      : '';
  switch (action.do) {
    case 'kill':
      return `kill switch: ${nameOf(action)}${who}${why}`;
    case 'halt':
      return `${nameOf(action)} is halted${who}${why}`;
    case 'reduce':
      return `${nameOf(action)} may only reduce${who}${why}`;
    case 're-arm':
      return `re-arm of ${nameOf(action)}${who}${why}`;
    case 'raise':
      return (
        `${action.check} is raised to ${action.value.toLocaleString('en-US')} until ` +
        `${action.until}${who}${why}` +
        (action.evidence === undefined ? '' : `; evidence: ${action.evidence}`)
      );
    case 'acknowledge':
      return `alert of ${action.alert} is acknowledged${who}`;
    case 'disconnect':
      return `server ${action.server} loses its connection to the venues`;
    case 'reconnect':
      return `server ${action.server} is connected again`;
    case 'member-halt':
      return `${action.venue ?? 'every venue'} refuses the member’s orders`;
    case 'member-resume':
      return `${action.venue ?? 'every venue'} takes the member’s orders again`;
    default:
      return '';
  }
}

function nameOf({ scope, server, symbol, account }: ScopedAction): string {
  if (scope === 'firm') return 'the firm';
  return `${scope} ${scope === 'server' ? server : scope === 'symbol' ? symbol : account}`;
}
