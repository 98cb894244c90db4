/** The doors of the kernel. */
export { decide } from './decide';
export { gate, gate2 } from './gate';
export { ready, tally } from './record';
export { fill } from './fill';
export { settle, settle2 } from './settle';
export { mark } from './mark';
