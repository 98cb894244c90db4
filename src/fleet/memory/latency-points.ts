/**
 * The measured spans of an order's way, by server:
 *
 *   intended ────────► taken ───────────► children out ───────► answers in
 *      └─── accepted ────┘└─── decision ───┘└──── round trip ──────┘
 *      └──────────────── response ─────────┘
 *
 * - `accepted`: from the time at which a parent should arrive until its server has it: the wait in
 *   the inbox. Open loop only.
 * - `decision`: from then until the children of the parent's first turn are handed over: the
 *   service time.
 * - `response`: from the intended time until then: the response time, free of coordinated omission.
 *   Open loop only.
 * - `gate`: the risk gate's time for a child: the time of a whole turn by its children, measured in
 *   one turn of SAMPLED_TURNS.
 * - `roundTrip`: from the hand-over of a child until its server has the venues' answer; stamped by
 *   turn, counted by child.
 * - `kill`: from the request of a kill until a server of its scope has acknowledged it.
 */
export const LATENCY_POINTS = [
  'accepted',
  'decision',
  'response',
  'gate',
  'roundTrip',
  'kill',
] as const satisfies readonly LatencyPoint[];
/** Where a latency is measured. */
export type LatencyPoint = 'accepted' | 'decision' | 'response' | 'gate' | 'roundTrip' | 'kill';

/** One turn in this many has its gate timed, which costs two more reads of the clock. */
export const SAMPLED_TURNS = 16;
