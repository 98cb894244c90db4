/**
 * The public symbols by entry and task, in the order of the page. `npm run api` fails for a symbol
 * that is not here, and for a name here that is not exported.
 */
export const TASKS = {
  smars: {
    'Run a simulated day': `
      runSession SessionOptions GivenOrders DayResult ServerResult DayEvent FaultResult
      TapeResult NamedStockResult TapeOfStock DepthResult DepthTrace DeskResult InFlightResult
      PauseOfStock BustOfStock
      ImmediateAccount OrderTries LimitAlert LimitRaise`,
    'Run many days over the cores': 'runSessions SessionTask SessionPoolOptions SessionOutcome',
    'Find, read and change scenarios': `
      SCENARIOS findScenario parseScenario validateScenario applySettings Scenario`,
    'Describe a day': `
      DaySpec FlowStream DayProfile DayBursts DayOpening OrderSizes Action ActionScope ActionBy
      JustifiedBy WatchAction RecordAction Runbook RunbookAct RunbookRow Through Colleague
      Operations Fault EntryLimits Customers AfterTheFact RouterTerms AssignRule KnownPace PegPace
      PegVenue`,
    'Switch controls on': 'CONTROLS Control controlSettings',
    'Try controls on a day': 'whatIf WhatIfOptions WhatIfAnswer WhatIfRow MatrixCell NormalCell',
    'Read a limits file': 'parseLimits ParsedLimits',
    'Read a universe file':
      'parseUniverse ListedStock withStocks universeFromOrders OrderText StocksOfOrders',
    'Read a file of orders': 'parseOrders OrderFileOptions',
    'Tune limits': `
      tuneLimits TuneOptions TrainingDay BoundOptions TunedLimits TunedBound LimitSettings
      BoundVariant TunedProfile SymbolChanges CheckMeasures SpreadMeasures LargestMeasure`,
    'Run one server with orders as objects': `
      Engine EngineOptions EngineOrder EngineChild EngineVenue EngineAnswer EngineWait
      EngineOwnChild EngineAdmission NamedScope ScopeAct StopAct`,
    'Run a fleet on threads': `
      startFleet runFleet Fleet FleetOptions FleetSnapshot FleetCounts PointHistograms KillReport
      KillAnswer`,
    'Describe a fleet': `
      FleetSpec Arrivals ScheduleSpec DayScheduleSpec fleetOf LoadProfile PROFILES findProfile parseProfile
      applyProfileSettings`,
    'Read the result of a fleet': `
      FleetResult FleetTally ServerTally CheckTally CheckStop RunawayTally Steadiness DepthUse
      GarbageReport`,
    'Run an emulated exchange': `
      startVenue VenueFile VenueOptions EmulatedVenue VenueSession AcceptorFields SessionFields
      ListenOptions`,
    'Run a gateway in front of the servers':
      'startGateway GatewayFile GatewayOptions EmulatedGateway GatewaySession',
    'Handle errors': 'InputError RefusedError FleetError FleetFault ThreadError FaultError',
  },
  'smars/core': {
    'Convert units': 'NS_PER_SECOND TICKS_PER_DOLLAR dollars priceTicks formatTimeOfDay',
    'Name codes': 'Side Verdict VERDICT_NAMES OrderAttribute REUSED_FLAG BEHAVIOUR_NAMES VENUES',
    'Make orders in columns': 'OrderFlow createOrderFlow mergeFlows',
    'Make stocks and a market': `
      Stock UniverseSpec generateUniverse MarketSpec ImpactSpec WithdrawalTerms VenueTerms
      VenueKind BookTerms
      RolloutPlan RolloutStep
      Waiting`,
    'Turn one server over columns': `
      ServerColumns MarketColumns VenueColumns takeOrder noteQuotes turnServer turnBegin turnEnd
      fillChildren settleServer markMarket`,
    'Read children in columns': `
      Children ChildWord childSlot isAdmitted instrumentSymbol instrumentSide instrumentVenue
      instrumentVerdict`,
    'Describe columns': 'Columns Schema ColumnType',
  },
  'smars/risk': {
    'Write a custom check': `
      defineCheck CheckDefinition CheckedOrder CheckedFill CheckRows CustomCheckResult`,
    'Set limits': `
      GateLimits CatalogueLimits GuardSettings CheckSetting CheckModeName OwnerName LimitLayers
      LimitChanges LimitField LimitProfile MeasuringTerms`,
    'Look checks up': 'CATALOGUE findCheck CheckRow CheckParameter CatalogueRow',
    'Read findings and acts': 'Finding NamedFinding FindingsAccount RecordedAct Role',
  },
  'smars/metrics': {
    'Make and fill histograms': `
      LatencyHistogram createHistogram allocateHistograms openHistograms recordLatency
      recordLatencyTimes mergeHistogram takeInterval clearHistogram`,
    'Read latencies': `
      percentileNs meanNs deviationNs largestNs totalCount overflowCount percentileTable
      formatLatency StallCounts`,
    'Write histogram files': 'formatHgrm formatLogHead formatLogInterval encodeHistogram',
  },
  'smars/fix': {
    'Hold a session': `
      FixSession SessionSettings FullSettings SessionPort SessionNote SessionPhase FixVersion`,
    'Keep a session': `
      SessionStore MemoryStore MemoryStoreOptions openFileStore FileStore FileStoreOptions LogStore
      AppendFile StoredEvent`,
    'Read messages': `
      createScan scanMessage copyScan findField Scan FIELD_WORDS textOf readWhole readTicks
      readShares readTimestampMs TOO_FINE`,
    'Write messages': 'MessageWriter Fixed',
    'Name tags and types': 'Tag MsgType RejectReason typeCode typeText',
  },
  'smars/book': {
    'Run an order book': 'OrderBook OrderBookOptions',
    'Say what an order is': 'OrderTerms',
    'Give commands in rows': 'BookCommand COMMAND_WORDS',
    'Hear what happens': `
      listenTo BookListener BookEvents BookEvent BookReason BookPhase EventWord EVENT_WORDS
      NO_AGGRESSOR NO_PRICE`,
    'See the book': 'RestingOrder AuctionPrice',
    'Fill a book with the orders of others': 'BackgroundFlow BackgroundFlowOptions BackgroundTerms',
    'Replay a recorded book': 'replayRecording RecordingOptions RecordingCounts',
  },
  'smars/testing': {
    'Test that a control stops a day': 'matchers StopMatchers StopBound MatcherOutcome',
  },
};
