/** `smars/book`: a limit order book in price-time priority, its codes, commands and events. */

export { BackgroundFlow, type BackgroundFlowOptions } from './embed/background-flow.js';
export { OrderBook, type OrderBookOptions } from './embed/order-book.js';
export { type RecordingOptions, replayRecording } from './embed/recording.js';
export type { AuctionPrice } from './market/book/auction.js';
export type { BackgroundTerms } from './market/book/background.js';
export {
  BookEvent,
  BookPhase,
  BookReason,
  NO_AGGRESSOR,
  OrderTerms,
} from './market/book/codes.js';
export type { RestingOrder } from './market/book/depth.js';
export { type BookListener, EventWord, listenTo } from './market/book/listener.js';
export { BookCommand, COMMAND_WORDS } from './market/book/play.js';
export type { RecordingCounts } from './market/book/recorded-flow.js';
export { type BookEvents, EVENT_WORDS, NO_PRICE } from './market/book/tables.js';
