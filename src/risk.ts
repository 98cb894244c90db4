/** `smars/risk`: the gate, its limits, the firm's credit and the kill switch. */
export * from './risk/credit.js';
export * from './risk/gate.js';
export * from './risk/kill.js';
export * from './risk/limits.js';
