/** An example limits file, as `smars limits --example` prints it. */
export const LIMITS_EXAMPLE = `{
  // The limits of the firm. smars limits FILE shows the limits in force; with --explain SYMBOL,
  // also the origin of each. A check that is not named is off, except unconfigured-limit: without a
  // limit, nothing may be sent (FIA 2024).
  "version": 1,
  "description": "limits for eight servers, two clients and three stocks",

  "firm": {
    // One order. mode is off, warn, enforce or shadow; a parameter that is left out has the
    // catalogue's default.
    "max-quantity": { "mode": "enforce", "shares": 10000 },
    "max-notional": { "mode": "enforce", "dollars": 500000 },
    "collar": { "mode": "enforce", "percent": 9.5, "auctionOrders": true },
    "static-collar": { "mode": "enforce", "percent": 10, "softPercent": 5 },
    "adv-share": { "mode": "warn", "percent": 5 },
    "restricted-list": { "mode": "enforce", "symbols": [] },

    // Orders over time.
    "parent-quantity": { "mode": "enforce", "toleranceShares": 0 },
    "executions-per-parent": { "mode": "enforce", "executions": 200 },
    "server-rate": { "mode": "enforce", "perSecond": 1000, "windowSeconds": 3 },

    // Sums. The first three are the firm's: one sum for all servers.
    "gross-exposure": { "mode": "enforce", "dollars": 2000000000 },
    "net-exposure": { "mode": "warn", "dollars": 500000000 },
    "unmatched-account": { "mode": "enforce", "dollars": 2000000 },
    "position": { "mode": "enforce", "dollars": 25000000 },

    // Strategies that have limits; any other sends nothing.
    "unconfigured-limit": { "mode": "enforce", "strategies": ["ordinary", "retail-liquidity"] }
  },

  // Each layer has only what differs from the layers above it: firm, server, account, symbol.
  "servers": {
    "8": { "server-rate": { "perSecond": 500 } }
  },

  // By Account (FIX tag 1) of the parent order. An order for an account that is not named here is
  // refused by unconfigured-limit.
  "accounts": {
    "CLIENT-A": { "max-quantity": { "shares": 5000 } },
    "CLIENT-B": { "max-notional": { "dollars": 100000 }, "parent-quantity": { "mode": "warn" } }
  },

  "symbols": {
    // Some $4: a notional bounds it too late, a quantity in time.
    "WZE": { "max-quantity": { "shares": 2000 }, "position": { "dollars": 1000000 } },
    "CODE": { "static-collar": { "percent": 5, "softPercent": 2 } },
    "HOG": { "restricted-list": { "mode": "enforce" } }
  }
}
`;
