/** `smars/risk`: the gate, the catalogue of checks, its limits, the firm's credit and the kill switch. */
export * from './risk/catalogue.js';
export * from './risk/check-row.js';
export * from './risk/credit.js';
export * from './risk/gate.js';
export * from './risk/kill.js';
export * from './risk/limits.js';
