// An order gateway of QuickFIX: clients connect to it, it connects to a venue, and two checks stand
// between. One has a hole: it counts shares in round lots, so that a part of a lot is not seen.
// usage: quickfix-gateway SETTINGS; prints "listening"; ends when its input ends
#include <quickfix/Application.h>
#include <quickfix/MessageStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>
#include <cstdio>
#include <string>

static const int MAX_SHARES = 1000;
static const int LOT_SHARES = 100;
static const double MAX_DOLLARS = 50000;
static const FIX::SessionID CLIENTS("FIX.4.4", "SMARS", "CLIENT44");
static const FIX::SessionID VENUE("FIX.4.4", "CLIENT44", "SMARS");

class Gateway : public FIX::Application {
public:
  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override {}
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
    // TestMessageIndicator: this is a test system.
    if (message.getHeader().getField(35) == "A") message.setField(464, "Y");
  }
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message&, const FIX::SessionID&) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::RejectLogon) override {}
  void fromApp(const FIX::Message& message, const FIX::SessionID& session) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::UnsupportedMessageType) override {
    if (session == VENUE) {
      pass(message, CLIENTS);
      return;
    }
    const std::string reason =
        message.getHeader().getField(35) == "D" ? refusal(message) : std::string();
    if (reason.empty()) pass(message, VENUE);
    else refuse(message, reason);
  }

private:
  int refused = 0;

  static std::string refusal(const FIX::Message& order) {
    const int shares = std::stoi(order.getField(38));
    const double price = order.isSetField(44) ? std::stod(order.getField(44)) : 0;
    if (shares / LOT_SHARES > MAX_SHARES / LOT_SHARES) return "too many shares";
    if (shares * price > MAX_DOLLARS) return "too many dollars";
    return std::string();
  }

  // Sends the body of a message on, in a message of its own.
  static void pass(const FIX::Message& message, const FIX::SessionID& to) {
    FIX::Message copy;
    copy.getHeader().setField(35, message.getHeader().getField(35));
    for (const auto& field : message) copy.setField(field);
    FIX::Session::sendToTarget(copy, to);
  }

  void refuse(const FIX::Message& order, const std::string& reason) {
    FIX::Message report;
    report.getHeader().setField(35, "8");
    report.setField(37, "NONE");
    report.setField(17, "R" + std::to_string(++refused));
    for (const int tag : {11, 55, 54, 38}) report.setField(tag, order.getField(tag));
    report.setField(150, "8");
    report.setField(39, "8");
    for (const int tag : {151, 14, 6}) report.setField(tag, "0");
    report.setField(103, "3");
    report.setField(58, reason);
    report.setField(FIX::TransactTime(FIX::UtcTimeStamp()));
    FIX::Session::sendToTarget(report, CLIENTS);
  }
};

int main(int count, char** values) {
  if (count != 2) return 2;
  Gateway gateway;
  const FIX::SessionSettings settings(values[1]);
  FIX::MemoryStoreFactory store;
  FIX::SocketAcceptor acceptor(gateway, store, settings);
  FIX::SocketInitiator initiator(gateway, store, settings);
  acceptor.start();
  initiator.start();
  std::printf("listening\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  initiator.stop();
  acceptor.stop();
  return 0;
}
