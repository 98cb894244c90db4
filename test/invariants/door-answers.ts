/** What of the spoiled values is taken, by `case path label`, and why. */
export const TAKEN: readonly { readonly where: RegExp; readonly why: string }[] = [
  {
    where:
      /\.(advShares|dollars|halfLifeSeconds|median|pegIntervalNs|creditSliceMoney) (0\.5|2147483648|4294967396)$/,
    why: 'a number of 64 bits, in its range',
  },
  {
    where:
      /\.(\w*[vV]olatility|percent|perSecond|\w*Seconds|seconds|\w*Probability|permanent|prefactor|displayedWeight|sdLn|flaggedShare|pegChildrenPerSecond|idleMs|lingerMs|limitPrice|price) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /^matchers 2( \{\}$|\.lossDollars (-1|0\.5|2147483648|4294967396)$)/,
    why: 'a loss may be a profit',
  },
  { where: /\.feeTicks -1$/, why: 'a venue may pay' },
  {
    where:
      /(\.seed|createDay 1|createSchedule 1|RandomStream 0|RandomStream below 0|generateUniverse 1|openMarket 3) 2147483648$/,
    why: 'a seed has 32 bits',
  },
  {
    where: /^openMarket (2 (0\.5|2147483648|4294967396)|3 -1)$/,
    why: 'a time in ns; a mixed seed has a sign',
  },
  {
    where:
      /(^Engine (submit 1|turn 0|admit 1|settle 2)|^advanceDay 1|^restartRouter 2|^raiseLimit 2|\.nowNs) (-1|0\.5|2147483648|4294967396)$/,
    why: 'a time in ns, before the bell below 0',
  },
  { where: /^advanceDay 1 Infinity$/, why: 'to the end of the day' },
  {
    where:
      /^(raiseLimit 1|openSecondPass 1|openCredit 0|leaseCredit [01]|returnCredit 0) (0\.5|2147483648|4294967396)$/,
    why: 'an amount',
  },
  {
    where: /^(percentileNs 1|sampleStalls 1|formatLogInterval [23]) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /^(formatHgrm 1|formatLogHead 0) (0\.5|2147483648|4294967396)$/,
    why: 'a unit or a time',
  },
  {
    where:
      /\.limits \{\}$|\.market \{\}$|^isSecondPassOn 0 \{\}$|^runSessions 1 \{\}$|^(Engine fills|runSession options|allocateLayout|allocateTable) 0 \{\}$/,
    why: 'all of its fields have a default, or it has none',
  },
  {
    where: /\.layers(\.\w+)* \{\}$|\.layers\.(accounts\.DESK|symbols\.THIN) misspelt$/,
    why: 'a layer changes what it says; names are the caller’s',
  },
  {
    where: /\.(restrictedList|unconfiguredLimit)\.\w+\.0 "\w+x"$/,
    why: 'names are looked up where a universe is given',
  },
  {
    where:
      /^(limitsWithin 0\.symbols\.0|openMarket 0\.0\.symbol|resolveLimits 1\.(account|symbol)|Engine submit 0\.account) "\w+x"$/,
    why: 'a name of the caller’s',
  },
  {
    where: /^resolveLimits 1 \{\}$|^completeSetting 0 \{\}$/,
    why: 'the firm’s own, or the defaults',
  },
  {
    where:
      /^(parseScenario|parseProfile|parseLimits|validateScenario) 1 "minex"$|^runSessions 0\.0\.checks\.0 "/,
    why: 'how messages call a text',
  },
  {
    where: /^(fleetOf|applyProfileSettings) 0\.(name|title|description) "/,
    why: 'a text of the caller’s',
  },
  {
    where: /^controlSettings 0\.0\.(name|about|settings\.0|trips)/,
    why: 'a control of the caller’s own',
  },
  {
    where:
      /\.(reason|name) "[\w ]+x"$|^(demandAuthority 0|RandomStream 1|formatLogHead 1\.0|formatLogInterval 0) "/,
    why: 'a text of the caller’s',
  },
  { where: /^findCheck 0 "positionx"$/, why: 'undefined is the answer' },
  { where: /schema \{\}$|\.(c|t) misspelt$|\.columns \{\}$/, why: 'columns are the caller’s' },
  {
    where: /sleeper \{\}$|^sampleStalls 0 \{\}$/,
    why: 'only what the library has made, and a type says so',
  },
];

const OVER_COLUMNS =
  'runs over columns for each order, latency or record: set-up functions have checked them';
const DATA = 'is no function';
const ERROR = 'a class of errors';
const PURE = 'numbers in, a number or a text out, or takes nothing';

const each = (why: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, why]));

/** Exports that no case calls, each with the reason. */
export const OPEN: Readonly<Record<string, string>> = {
  replayServer: 'takes a journal that a fleet has recorded; test/embed/fleets.test.ts tries it',
  ...each(ERROR, 'FaultError InputError FleetError RefusedError ThreadError'),
  ...each(
    DATA,
    'ACT_NAMES ACT_SCOPES BEHAVIOUR_NAMES BELL_SECOND_OF_DAY BUCKET_COUNT BUILDS BUILD_NAMES Behaviour CALIBRATED_INPUTS',
  ),
  ...each(
    DATA,
    'CATALOGUE CATALOGUE_ROWS CHECK_MODE_NAMES CHILD_SCHEMA CHILD_WORDS CONTROLS COOL_OFF_NS COUNTER_COUNT CheckMode',
  ),
  ...each(
    DATA,
    'ChildWord ColumnType DESIGNATED EVENT_COUNT_SCHEMA EVENT_SCHEMA FINDING_SCOPES FIRM_CREDIT_SCHEMA FLAGS HIGHEST_TRACKABLE_NS',
  ),
  ...each(
    DATA,
    'KILLED_ORDER_SCHEMA KILL_SCHEMA LAYER_NAMES LAYER_RULES LIMIT_DETAIL_SCHEMA LIMIT_SCHEMA LOWEST_DISCERNIBLE_NS NS_PER_MINUTE NS_PER_MS',
  ),
  ...each(
    DATA,
    'NS_PER_SECOND OUTCOME_NAMES OrderAttribute Outcome PROFILES ParentState ProgressPoint REUSED_FLAG ROLES',
  ),
  ...each(
    DATA,
    'SCENARIOS SIGNIFICANT_DIGITS STATE_NAMES Side State TABLE_PERCENTILES TICKS_PER_CENT TICKS_PER_DOLLAR VENUES',
  ),
  ...each(DATA, 'VERDICT_NAMES Verdict WAITING_NAMES profileSchema scenarioSchema'),
  ...each(
    PURE,
    'counterOf createHistogram createStallCounts dollars formatLatency formatTimeOfDay highestOf instrumentOf instrumentSide',
  ),
  ...each(
    PURE,
    'instrumentSymbol instrumentVenue instrumentVerdict isAdmitted lineageBehaviour lineageBuild lineageFlags lineageOf lineageServer',
  ),
  ...each(
    PURE,
    'lowestOf money parseTimeOfDay priceTicks profileJsonSchema scenarioJsonSchema sideSign',
  ),
  ...each(
    OVER_COLUMNS,
    'admitChildren available boundGate childSlot claim clearHistogram closeRing collarParent contiguousRecords',
  ),
  ...each(
    OVER_COLUMNS,
    'copyHistogram countFull counterEnd decideChildren deviationNs encodeHistogram failRing failureOf fillChildren',
  ),
  ...each(
    OVER_COLUMNS,
    'isClosed isEnded isOrderKilled isServerKilled largestNs leavesInLoop logEvent markMarket meanNs',
  ),
  ...each(
    OVER_COLUMNS,
    'measureGate mergeHistogram modeGate noteGap openGate openParents overflowCount percentileTable publish',
  ),
  ...each(
    OVER_COLUMNS,
    'readActs readFindings readable recordLatency recordLatencyTimes refusedCount release releaseReservation ringPressure',
  ),
  ...each(
    OVER_COLUMNS,
    'settleServer slotOf stallRates stateFor takeInterval takeOrder takeParent toHdr totalCount',
  ),
  ...each(
    OVER_COLUMNS,
    'turnBegin turnEnd turnServer waitForRecords waitForRoom wakeConsumer wakeProducer writable',
  ),
};
