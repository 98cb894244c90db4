import type { Day } from '../day/day.js';
import type { Fault } from '../day/spec.js';
import { EventKind } from './event-kinds.js';

/** Returns the log's sentence for an event of faults, entry or a monitor. */
export function tellFaultEvent(
  day: Day,
  kind: number,
  server: number,
  first: number,
  second: number,
): string {
  switch (kind) {
    case EventKind.FAULT:
      return tellFault(day.faults!.list[first]!);
    case EventKind.FAULT_OVER:
      return `${nameFault(day.faults!.list[first]!)}: over`;
    case EventKind.REPEATED:
      return (
        `customers who have heard nothing for ${second} s begin to enter their orders again, ` +
        `${first} of them at once`
      );
    case EventKind.INTAKE_STRAY:
      return (
        `server ${server} took ${first.toLocaleString('en-US')} orders and was handed ` +
        `${second.toLocaleString('en-US')}`
      );
    case EventKind.ENTRY: {
      const outcome = day.spec.entry!.mode === 'override' ? 'clicked away' : 'not let through';
      return (
        `as they are entered, ${first.toLocaleString('en-US')} orders are warned of and ` +
        `${outcome}, ${second.toLocaleString('en-US')} are blocked`
      );
    }
    case EventKind.BASKET_BLOCKED:
      return (
        `as it is entered, a basket of ${first.toLocaleString('en-US')} lines and ` +
        `$${(1000 * second).toLocaleString('en-US')} is blocked whole`
      );
    case EventKind.MONITOR:
      return (
        `the monitor shows $${first.toLocaleString('en-US')} gross, as it was ${second} s ago; ` +
        'somebody decides to stop the firm'
      );
    default:
      return '';
  }
}

function nameFault({ kind, server, venue }: Fault): string {
  const where = [
    venue === undefined ? '' : ` of ${venue}`,
    server === undefined ? '' : ` to server ${server}`,
  ].join('');
  switch (kind) {
    case 'answers-late':
      return `late answers${where}`;
    case 'answers-lost':
      return `lost answers${where}`;
    case 'fills-lost':
      return `lost fills${where}`;
    case 'cancels-lost':
      return `lost cancels${server === undefined ? '' : ` of server ${server}`}`;
    case 'recorded-quotes':
      return 'recorded quotes';
    case 'contingents-sent':
      return 'contingent orders';
    case 'wrong-values':
      return 'wrong values';
    case 'orders-loop':
      return `a loop of the network before server ${server}`;
  }
}

function tellFault(fault: Fault): string {
  const name = nameFault(fault);
  if (fault.kind === 'recorded-quotes') {
    const { firstPlace = 0, endPlace = 0, agedHours } = fault;
    return (
      `${name} of ${agedHours} hours ago are taken for the market’s in ` +
      `${endPlace - firstPlace} stocks`
    );
  }
  if (fault.kind === 'wrong-values') {
    const { firstPlace = 0, endPlace = 0, offPercent } = fault;
    const where = `up to ${offPercent} % off in ${endPlace - firstPlace} stocks`;
    return `${name}: an input of the firm’s pricing is wrong, ${where}`;
  }
  if (fault.kind === 'contingents-sent') return `${name}: a router takes them for live ones`;
  if (fault.kind === 'orders-loop')
    return `${name}: what it is sent comes again every ${fault.seconds} s`;
  if (fault.kind === 'answers-late') {
    const { seconds, until } = fault;
    const when = seconds === undefined ? `all at once at ${until}` : `after ${seconds} s`;
    return `${name}: they come ${when}`;
  }
  return `${name}: they do not arrive`;
}
