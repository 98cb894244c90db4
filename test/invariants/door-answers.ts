/** Spoiled values that are taken, by `case path label`, and why. */
export const TAKEN: readonly { readonly where: RegExp; readonly why: string }[] = [
  {
    where: /\.(advShares|atAdvShares|dollars|halfLifeSeconds|median) (0\.5|2147483648|4294967396)$/,
    why: 'a number of 64 bits, in its range',
  },
  {
    where: /\.(percent|perSecond|seconds|permanent|prefactor|sdLn|flaggedShare|\w*[pP]rice) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /\.(\w*[vV]olatility|\w*(Seconds|PerSecond|Probability|Weight)) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /^matchers 2( \{\}$|\.lossDollars (-1|0\.5|2147483648|4294967396)$)/,
    why: 'a loss may be a profit',
  },
  {
    where: /^startVenue 0\.(sessions\.0\.targetCompId "DESKx"|stocks\.0\.symbol "GTx")$/,
    why: 'another name',
  },
  {
    where: /^startVenue 0\.(stocks\.0\.priceDollars|trouble\.0\.minMs) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /^startGateway 0\.sessions\.0\.(targetCompId "DESKx"|account "Ax")$/,
    why: 'another name',
  },
  {
    where: /^startGateway 1 \{\}$/,
    why: 'all of its fields have a default',
  },
  {
    where: /^startVenue (0\.background|1) \{\}$/,
    why: 'all of its fields have a default',
  },
  {
    where: /^withStocks 1\.0\.(symbol "Ax"|priceDollars 0\.5)$/,
    why: 'another symbol, another price',
  },
  { where: /\.feeTicks -1$/, why: 'a venue may pay' },
  {
    where: /\.(pegPace\.volumeExponent (-1|0\.5)|pegVenues\.0\.share 0\.5)$/,
    why: 'a power and a weight',
  },
  {
    where: /(\.seed|generateUniverse 1) 2147483648$/,
    why: 'a seed has 32 bits',
  },
  {
    where: /^Engine (submit 1|turn 0|admit 1|settle 2) (-1|0\.5|2147483648|4294967396)$/,
    why: 'a time in ns, before the bell below 0',
  },
  {
    where: /^(percentileNs 1|formatLogInterval [23]|tuneLimits 1\.tolerance) 0\.5$/,
    why: 'need not be whole',
  },
  {
    where: /^tuneLimits 1\.windowsSeconds\.[01] 0\.5$/,
    why: 'a window may be half a second',
  },
  {
    where: /^(formatHgrm 1|formatLogHead 0) (0\.5|2147483648|4294967396)$/,
    why: 'a unit or a time',
  },
  {
    where:
      /\.(limits|market) \{\}$|^runSessions 1 \{\}$|^(Engine fills|runSession options) 0 \{\}$/,
    why: 'all of its fields have a default, or it has none',
  },
  {
    where: /^(OrderBook|listenTo) 0 \{\}$/,
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
    where: /^Engine submit 0\.account "\w+x"$/,
    why: 'a name of the caller’s',
  },
  {
    where: /^((parse\w+|validateScenario) 1 "minex"$|runSessions 0\.0\.checks\.0 ")/,
    why: 'the name of a text in messages',
  },
  {
    where: /^(fleetOf|applyProfileSettings) 0\.(name|title|description) "/,
    why: 'a text of the caller’s',
  },
  {
    where: /^controlSettings 0\.0\.(name|about|settings\.0|trips)/,
    why: 'the caller’s control',
  },
  {
    where: /\.(reason|name) "[\w ]+x"$|^(formatLogHead 1\.0|formatLogInterval 0) "/,
    why: 'a text of the caller’s',
  },
  {
    where: /^FixSession 0\.(\w+CompId|username|password) "|^FixSession 0\.\w+Seconds 0\.5$/,
    why: 'a name of the caller’s, or a time that need not be whole',
  },
  {
    where: /^FixSession 0\.accuracySeconds (2147483648|4294967396)$|^openFileStore 0 "/,
    why: 'any accuracy, any path',
  },
  { where: /^MemoryStore 0 \{\}$|^openFileStore 1 \{\}$/, why: 'all options have a default' },
  { where: /^FixSession 0\.customTags\.0 (2147483648|4294967396)$/, why: 'is refused' },
  {
    where: /^BackgroundFlow (advance 1 (-1|0\.5|2147483648|4294967396)|0\.depthTicks 0\.5)$/,
    why: 'a time in ns, before the flow below 0; a distance that need not be whole',
  },
  { where: /^universeFromOrders 0\.0\.source "/, why: 'the name of a text in messages' },
  { where: /^replayRecording 2\.source "/, why: 'the name of a text in messages' },
  {
    where: /^OrderBook (enter 3|replace 2|open 0|auctionPrice 0) -1$/,
    why: 'a price may be below zero, as that of a spread',
  },
  { where: /^(tuneLimits|whatIf) 1\.seeds\.0 2147483648$/, why: 'seeds are up to 2^32 − 1' },
  { where: /^findCheck 0 "positionx"$/, why: 'undefined is the answer' },
  { where: /\.c misspelt$|\.columns \{\}$/, why: 'columns are the caller’s' },
];

const OVER_COLUMNS = 'runs over columns for each order or latency: what made them has checked them';
const DATA = 'is not a function';
const BYTES = 'runs over bytes for each message: whoever scanned them has checked them';
const ERROR = 'is a class of errors';
const PURE = 'takes numbers or nothing, and returns a number or a text';

const each = (why: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, why]));

/** Exports that no case calls, each with the reason. */
export const OPEN: Readonly<Record<string, string>> = {
  ...each(ERROR, 'FaultError FleetError InputError RefusedError ThreadError'),
  ...each(DATA, 'BEHAVIOUR_NAMES CATALOGUE CONTROLS ChildWord NS_PER_SECOND OrderAttribute'),
  ...each(DATA, 'PROFILES REUSED_FLAG SCENARIOS Side TICKS_PER_DOLLAR VENUES VERDICT_NAMES'),
  ...each(DATA, 'FIELD_WORDS MsgType RejectReason SessionPhase TOO_FINE Tag'),
  ...each(BYTES, 'copyScan findField readShares readTicks readTimestampMs readWhole scanMessage'),
  ...each(BYTES, 'LogStore MessageWriter textOf'),
  ...each(PURE, 'createScan typeCode typeText'),
  ...each(DATA, 'Verdict BookCommand BookEvent BookPhase BookReason EventWord OrderTerms'),
  ...each(DATA, 'COMMAND_WORDS EVENT_WORDS NO_AGGRESSOR NO_PRICE'),
  ...each(PURE, 'createHistogram dollars formatLatency formatTimeOfDay instrumentSide'),
  ...each(PURE, 'instrumentSymbol instrumentVenue instrumentVerdict isAdmitted priceTicks'),
  ...each(
    OVER_COLUMNS,
    'childSlot clearHistogram deviationNs encodeHistogram fillChildren largestNs markMarket',
  ),
  ...each(
    OVER_COLUMNS,
    'meanNs mergeHistogram noteQuotes overflowCount percentileTable recordLatency',
  ),
  ...each(
    OVER_COLUMNS,
    'recordLatencyTimes settleServer takeInterval takeOrder totalCount turnBegin',
  ),
  ...each(OVER_COLUMNS, 'turnEnd turnServer'),
};
