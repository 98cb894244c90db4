// A QuickFIX acceptor: answers each NewOrderSingle with one ExecutionReport that fills it.
// usage: quickfix-acceptor SETTINGS memory|file [JOURNAL]; ends when its input ends, and prints its
// counts. With a journal it keeps the ClOrdID of each order that it fills there. An order that is in
// it is not filled again: its report is repeated under the same ExecID (97=Y).
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/MessageStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketAcceptor.h>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <string>

const int TOLD_EVERY = 1000;

class Venue : public FIX::Application {
public:
  int orders = 0;
  int rejects = 0;
  int repeated = 0;
  std::set<std::string> ids;
  std::FILE* journal = nullptr;

  void keep(const char* path) {
    std::ifstream kept(path);
    std::string id;
    while (kept >> id) ids.insert(id);
    journal = std::fopen(path, "a");
  }

  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override {}
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message& message, const FIX::SessionID&) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::RejectLogon) override {
    if (message.getHeader().getField(35) == "3") rejects++;
  }
  void fromApp(const FIX::Message& order, const FIX::SessionID& session) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::UnsupportedMessageType) override {
    if (order.getHeader().getField(35) != "D") return;
    const std::string id = order.getField(11);
    const bool isKnown = !ids.insert(id).second;
    if (isKnown) repeated++;
    else {
      orders++;
      if (journal != nullptr) {
        std::fprintf(journal, "%s\n", id.c_str());
        std::fflush(journal);
        if (orders % TOLD_EVERY == 0) {
          std::printf("orders %d\n", orders);
          std::fflush(stdout);
        }
      }
    }
    FIX::Message report;
    report.getHeader().setField(35, "8");
    if (isKnown) report.getHeader().setField(97, "Y");
    report.setField(37, "Q" + id);
    report.setField(11, id);
    report.setField(17, "E" + id);
    const bool is42 = session.getBeginString().getValue() == "FIX.4.2";
    if (is42) report.setField(20, "0");
    report.setField(150, is42 ? "2" : "F");
    report.setField(39, "2");
    report.setField(55, order.getField(55));
    report.setField(54, order.getField(54));
    report.setField(38, order.getField(38));
    report.setField(32, order.getField(38));
    report.setField(31, "10");
    report.setField(151, "0");
    report.setField(14, order.getField(38));
    report.setField(6, "10");
    report.setField(FIX::TransactTime(FIX::UtcTimeStamp()));
    FIX::Session::sendToTarget(report, session);
  }
};

int main(int count, char** values) {
  if (count != 3 && count != 4) return 2;
  Venue venue;
  if (count == 4) venue.keep(values[3]);
  FIX::SessionSettings settings(values[1]);
  std::unique_ptr<FIX::MessageStoreFactory> store;
  if (std::string(values[2]) == "memory") store.reset(new FIX::MemoryStoreFactory());
  else store.reset(new FIX::FileStoreFactory(settings));
  FIX::SocketAcceptor acceptor(venue, *store, settings);
  acceptor.start();
  std::printf("listening\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  acceptor.stop();
  std::printf("{\"orders\":%d,\"repeated\":%d,\"ids\":%d,\"rejects\":%d}\n", venue.orders,
              venue.repeated, static_cast<int>(venue.ids.size()), venue.rejects);
  return 0;
}
