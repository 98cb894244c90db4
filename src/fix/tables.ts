/**
 * The messages that SMARS reads and writes, as FIX 4.2 and FIX 4.4 define them (fixtrading.org,
 * specifications of both versions): the fields of a body in the order of the standard. `!` marks a
 * required field, braces the members of a repeating group, the first of which begins an instance.
 * Left out of the bodies are underlyings, legs, stipulations, and spread and yield data, which no
 * order for a US stock has.
 */

export type FixVersion = '4.2' | '4.4';

/** What a version has. */
interface VersionTable {
  readonly beginString: string;
  /** The highest tag of the version. */
  readonly tagMax: number;
  /** All message types of the version, those that SMARS has no table for included. */
  readonly types: string;
  readonly header: string;
  readonly trailer: string;
  readonly messages: Readonly<Record<string, string>>;
}

const TEXT = '58 354 355';
const HEADER =
  '8! 9! 35! 49! 56! 115 128 90 91 34! 50 142 57 143 116 144 129 145 43 97 52! 122 212 213 347 369';
const TRAILER = '93 89 10!';
const INSTRUMENT_42 = '55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351';
const TERMS_42 = '38 152 40! 44 99';

const FIX_42: VersionTable = {
  beginString: 'FIX.4.2',
  tagMax: 446,
  types:
    '0 1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N P Q R S T V W X Y Z ' +
    'a b c d e f g h i j k l m',
  header: `${HEADER} 370`,
  trailer: TRAILER,
  messages: {
    '0': '112',
    '1': '112!',
    '2': '7! 16!',
    '3': `45! 371 372 373 ${TEXT}`,
    '4': '123 36!',
    '5': TEXT,
    A: '98! 108! 95 96 141 383 384{372 385}',
    j: `45 372! 379 380! ${TEXT}`,
    D:
      '11! 109 76 1 78{79 80} 63 64 21! 18 110 111 100 386{336} 81 ' +
      `${INSTRUMENT_42} 140 54! 114 60! ${TERMS_42} 15 376 377 23 117 59 168 432 126 427 12 13 ` +
      `47 121 120 ${TEXT} 193 192 77 203 204 210 211 388 389 439 440`,
    F: `41! 37 11! 66 1 109 76 ${INSTRUMENT_42} 54! 60! 38 152 377 ${TEXT}`,
    G:
      '37 109 76 41! 11! 66 1 78{79 80} 63 64 21! 18 110 111 100 386{336} ' +
      `${INSTRUMENT_42} 54! 60! ${TERMS_42} 211 388 389 376 377 15 59 168 432 126 427 12 13 47 ` +
      `121 120 ${TEXT} 193 192 77 203 204 210 114 439 440`,
    H: `37 11! 109 1 76 ${INSTRUMENT_42} 54!`,
    '8':
      '37! 198 11 41 109 76 382{375 337 437 438} 66 17! 20! 19 150! 39! 103 378 1 63 64 ' +
      `${INSTRUMENT_42} 54! 38 152 40 44 99 211 388 389 15 376 377 59 168 432 126 18 47 32 31 ` +
      '194 195 30 336 29 151! 14! 6! 424 425 426 427 75 60 113 12 13 381 119 120 155 156 21 ' +
      `110 111 77 210 ${TEXT} 193 192 439 440 442`,
    '9': `37! 198 11! 41! 39! 109 76 66 1 60 434! 102 ${TEXT}`,
  },
};

const PARTIES = '453{448 447 452 802{523 803}}';
const INSTRUMENT_44 =
  '55 65 48 22 454{455 456} 460 461 167 762 200 541 224 225 239 226 227 228 255 543 470 471 472 ' +
  '240 202 947 206 231 223 207 106 348 349 107 350 351 691 667 875 876 864{865 866 867 868} ' +
  '873 874';
const QUANTITY_44 = '38 152 516 468 469';
const PEG_44 = '211 835 836 837 838 840 388 389 841 842 843 844 846 847 848 849';
const WHO_44 = '1 660 581';
const ALLOCATIONS_44 = '78{79 661 736 467 539{524 525 538 804{545 805}} 80}';
const HANDLING_44 = `589 590 591 70 ${ALLOCATIONS_44} 63 64 544 635 21 18 110 111 100 386{336 625}`;
const CHARGES_44 = '12 13 479 497';

const FIX_44: VersionTable = {
  beginString: 'FIX.4.4',
  tagMax: 956,
  types:
    '0 1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N P Q R S T V W X Y Z ' +
    'a b c d e f g h i j k l m n o p q r s t u v w x y z ' +
    'AA AB AC AD AE AF AG AH AI AJ AK AL AM AN AO AP AQ AR AS AT AU AV AW AX AY AZ ' +
    'BA BB BC BD BE BF BG BH',
  header: `${HEADER} 627{628 629 630}`,
  trailer: TRAILER,
  messages: {
    '0': '112',
    '1': '112!',
    '2': '7! 16!',
    '3': `45! 371 372 373 ${TEXT}`,
    '4': '123 36!',
    '5': TEXT,
    A: '98! 108! 95 96 141 789 383 384{372 385} 464 553 554',
    j: `45 372! 379 380! ${TEXT}`,
    D:
      `11! 526 583 ${PARTIES} 229 75 ${WHO_44} ${HANDLING_44} 81 ${INSTRUMENT_44} ` +
      `140 54! 114 60! 854 ${QUANTITY_44} 40! 423 44 99 15 376 377 23 117 59 168 432 126 427 ` +
      `${CHARGES_44} 528 529 582 121 120 775 ${TEXT} 193 192 640 77 203 210 ${PEG_44} ` +
      '480 481 513 494',
    F:
      `41! 37 11! 526 583 66 586 ${WHO_44} ${PARTIES} ${INSTRUMENT_44} 54! 60! ` +
      `${QUANTITY_44} 376 ${TEXT}`,
    G:
      `37 ${PARTIES} 229 75 41! 11! 526 583 66 586 ${WHO_44} ${HANDLING_44} ${INSTRUMENT_44} ` +
      `54! 60! 854 ${QUANTITY_44} 40! 423 44 99 ${PEG_44} 376 377 15 59 168 432 126 427 ` +
      `${CHARGES_44} 528 529 582 121 120 775 ${TEXT} 193 192 640 77 203 210 114 480 481 513 494`,
    H: `37 11! 526 583 ${PARTIES} 790 1 660 ${INSTRUMENT_44} 54!`,
    AF: `584! 585! ${PARTIES} 1 660 336 625 ${INSTRUMENT_44} 54`,
    q: `11! 526 530! 336 625 ${INSTRUMENT_44} 54 60! ${TEXT}`,
    r: `11 526 37! 198 530! 531! 532 533 534{41 535 536} 336 625 ${INSTRUMENT_44} 54 60 ${TEXT}`,
    '8':
      `37! 198 526 527 11 41 583 693 790 584 911 912 ${PARTIES} 229 382{375 337 437 438 655} 66 ` +
      `548 551 549 17! 19 150! 39! 636 103 378 ${WHO_44} 589 590 591 63 64 544 635 ` +
      `${INSTRUMENT_44} 54! 854 ${QUANTITY_44} 40 423 44 99 ${PEG_44} 15 376 377 59 168 432 126 ` +
      '18 528 529 582 32 652 31 669 194 195 30 336 625 943 29 151! 14! 6! 424 425 426 427 75 60 ' +
      `113 ${CHARGES_44} 381 157 118 119 120 155 156 21 110 111 77 210 ${TEXT} 193 192 640 ` +
      '480 481 513 494 442 797',
    '9': `37! 198 526 11! 583 41! 39! 636 586 66 ${WHO_44} 229 75 60 434! 102 ${TEXT}`,
  },
};

export const VERSION_TABLES: Readonly<Record<FixVersion, VersionTable>> = {
  '4.2': FIX_42,
  '4.4': FIX_44,
};

/** Formats of values. A tag without one is a text, of which any bytes are right. */
export const ValueFormat = {
  TEXT: 0,
  WHOLE: 1,
  INTEGER: 2,
  DECIMAL: 3,
  CHARACTER: 4,
  TRUTH: 5,
  TIMESTAMP: 6,
  DATE: 7,
  MONTH: 8,
} as const;

/** The tags of each format. */
export const FORMAT_TAGS: Readonly<Record<keyof typeof ValueFormat, string>> = {
  TEXT: '',
  WHOLE:
    '7 9 16 34 36 45 78 90 93 95 212 348 350 354 369 382 383 384 386 453 454 534 539 627 630 789 ' +
    '802 804 864 911',
  INTEGER:
    '98 102 103 108 203 204 226 371 373 380 423 427 452 468 469 482 497 525 530 531 532 538 ' +
    '581 582 585 589 591 660 775 803 805 835 836 837 838 840 841 842 843 844 846 847 854 865',
  DECIMAL:
    '6 12 14 31 32 38 44 53 80 99 110 111 118 119 140 151 152 155 157 192 194 195 202 210 211 ' +
    '228 231 381 389 424 425 426 437 516 640 652 669 849 868',
  CHARACTER: '4 5 13 20 21 29 39 40 54 59 63 77 81 150 156 206 388 434 447 544 590 635',
  TRUTH: '43 97 113 114 121 123 141 377 464 636 797 912',
  TIMESTAMP: '52 60 122 126 168 370 438 629',
  DATE: '64 75 193 224 225 229 240 432 866 873 874',
  MONTH: '200',
};

/** The values that a field may have, where the session or the gateway depends on them. */
export const VALUE_TAGS: Readonly<Record<FixVersion, Readonly<Record<number, string>>>> = {
  '4.2': {
    13: '1 2 3 4 5 6',
    20: '0 1 2 3',
    21: '1 2 3',
    39: '0 1 2 3 4 5 6 7 8 9 A B C D E',
    40: '1 2 3 4 5 6 7 8 9 A B C D E F G H I P',
    54: '1 2 3 4 5 6 7 8 9',
    59: '0 1 2 3 4 5 6',
    98: '0 1 2 3 4 5 6',
    102: '0 1 2 3',
    103: '0 1 2 3 4 5 6 7 8',
    150: '0 1 2 3 4 5 6 7 8 9 A B C D E',
    167:
      'BA CB CD CMO CORP CP CPP CS FHA FHL FN FOR FUT GN GOVT IET MF MIO MPO MPP MPT MUNI NONE ' +
      'OPT PS RP RVRP SL TD USTB WAR ZOO ?',
    380: '0 1 2 3 4 5',
    434: '1 2',
  },
  '4.4': {
    13: '1 2 3 4 5 6',
    21: '1 2 3',
    39: '0 1 2 3 4 6 7 8 9 A B C D E',
    40: '1 2 3 4 5 6 7 8 9 A B C D E F G H I J K L M P',
    54: '1 2 3 4 5 6 7 8 9 A B C D E F G',
    59: '0 1 2 3 4 5 6 7',
    98: '0 1 2 3 4 5 6',
    102: '0 1 2 3 4 5 6 99',
    103: '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 99',
    150: '0 3 4 5 6 7 8 9 A B C D E F G H I',
    167:
      'EUSUPRA FAC FADN PEF SUPRA CORP CPP CB DUAL EUCORP XLINKD STRUCT YANK FOR CS PS BRADY ' +
      'EUSOV TBOND TINT TIPS TCAL TPRN UST USTB TNOTE TBILL REPO FORWARD BUYSELL SECLOAN ' +
      'SECPLEDGE TERM RVLV RVLVTRM BRIDGE LOFC SWING DINP DEFLTED WITHDRN REPLACD MATURED ' +
      'AMENDED RETIRED BA BN BOX CD CL CP DN EUCD EUCP LQN MTN ONITE PN PZFJ STN TD XCN YCD ABS ' +
      'CMBS CMO IET MBS MIO MPO MPP MPT PFAND TBA AN COFO COFP GO MT RAN REV SPCLA SPCLO SPCLT ' +
      'TAN TAXA TECP TRAN VRDN WAR MF MLEG NONE FUT OPT ?',
    380: '0 1 2 3 4 5 6 7',
    434: '1 2',
    528: 'A G I P R W',
    530: '1 2 3 4 5 6 7',
    531: '0 1 2 3 4 5 6 7',
    532: '0 1 2 3 4 5 6 99',
    585: '1 2 3 4 5 6 7 8',
  },
};
