/** How to treat a FIX field that SMARS does not use. */
type FixUse = 'ignored' | 'refused' | { readonly only: string };

/** A field of FIX that may be a column of a user's file, and by which name and tag. */
export interface FixField {
  readonly name: string;
  readonly tag: string;
  /**
   * `refused`: a value would change the order in a way that SMARS does not support; `only`: this
   * one value does not change it.
   */
  readonly use: FixUse;
}

/**
 * The standard header and trailer and NewOrderSingle of FIX 4.2 and 4.4 (fixtrading.org, online
 * specification): what does not change how a US equity order is worked. The two versions have some
 * tags by two names.
 */
const IGNORED = `
  BeginString 8, BodyLength 9, SenderCompID 49, TargetCompID 56, MsgSeqNum 34, SendingTime 52,
  PossDupFlag 43, PossResend 97, OrigSendingTime 122, SenderSubID 50, SenderLocationID 142,
  TargetLocationID 143, OnBehalfOfCompID 115, OnBehalfOfSubID 116, OnBehalfOfLocationID 144,
  DeliverToCompID 128, DeliverToSubID 129, DeliverToLocationID 145, SecureDataLen 90,
  SecureData 91, XmlDataLen 212, XmlData 213, MessageEncoding 347, LastMsgSeqNumProcessed 369,
  SignatureLength 93, Signature 89, CheckSum 10, HandlInst 21, IDSource 22,
  SecurityIDSource 22, SecurityID 48, SecurityExchange 207, SecurityType 167, Issuer 106,
  SecurityDesc 107, Product 460, CFICode 461, ExDestination 100, Text 58, EncodedTextLen 354,
  EncodedText 355, ClientID 109, ExecBroker 76, Commission 12, CommType 13, SettlmntTyp 63,
  SettlType 63, FutSettDate 64, SettlDate 64, SettlCurrency 120, ForexReq 121, Rule80A 47,
  OrderCapacity 528, OrderRestrictions 529, CustOrderCapacity 582, SecondaryClOrdID 526,
  ClOrdLinkID 583, AccountType 581, AcctIDSource 660, NoAllocs 78, AllocID 70,
  PreAllocMethod 591, TradeDate 75, TradeOriginationDate 229, PrevClosePx 140, LocateReqd 114,
  SolicitedFlag 377, NoPartyIDs 453, PartyID 448, PartyIDSource 447, PartyRole 452,
  ClearingFirm 439, ClearingAccount 440, ComplianceID 376, DayBookingInst 589, BookingUnit 590,
  OpenClose 77, PositionEffect 77, CoveredOrUncovered 203, CustomerOrFirm 204, OrderID 37,
  OrigOrdModTime 586`;

const REFUSED = `
  StopPx 99, MaxFloor 111, MinQty 110, MaxShow 210, ExpireTime 126, ExpireDate 432,
  EffectiveTime 168, PegDifference 211, PegOffsetValue 211, DiscretionInst 388,
  DiscretionOffset 389, DiscretionOffsetValue 389, CashOrderQty 152, OrderPercent 516,
  PriceType 423, SymbolSfx 65, ProcessCode 81, OrigClOrdID 41, TradingSessionID 336,
  TargetStrategy 847, TargetStrategyParameters 848, ParticipationRate 849, ListID 66, IOIid 23,
  IOIID 23, QuoteID 117, QtyType 854`;

function fieldsOf(text: string, use: FixUse): FixField[] {
  return text
    .trim()
    .split(/,\s+/)
    .map((field) => {
      const [name = '', tag = ''] = field.split(' ');
      return { name, tag, use };
    });
}

/** The table; a place in it is the field's number there. */
export const FIX_FIELDS: readonly FixField[] = [
  { name: 'MsgType', tag: '35', use: { only: 'D' } },
  { name: 'Currency', tag: '15', use: { only: 'USD' } },
  ...fieldsOf(IGNORED, 'ignored'),
  ...fieldsOf(REFUSED, 'refused'),
];

/** Why a value of a FIX field is refused. */
export function fixReason({ name, use }: FixField): string {
  if (typeof use === 'object')
    return (
      `must be ${use.only} or empty: a file of orders holds ` +
      `${name === 'MsgType' ? 'new single orders' : 'orders in dollars'} only`
    );
  return 'must be empty: it would change the order, and is not supported';
}
