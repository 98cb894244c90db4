import { type FromEngine, openEngine, type ToEngine } from '../engine.js';

/** The thread of a drill without a server. */

const hear = openEngine((message: FromEngine) => postMessage(message));
addEventListener('message', ({ data }) => hear(data as ToEngine));
