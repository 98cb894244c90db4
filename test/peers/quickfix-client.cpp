// A QuickFIX initiator: sends orders, counts what comes back, prints it as JSON.
// usage: quickfix-client SETTINGS VERSION ORDERS SYMBOL [JOURNAL]
// It waits for reports, however long they take; the end of its input ends it too. With a journal
// it keeps each report there: 11, 17, 150 (I for a status in 4.2 too), 39, 32. Started again on
// one, it sends what has no last report as possible resends (97=Y). It then ends after the answer
// to a status request, since all else came before.
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/MessageCracker.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketInitiator.h>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>

const int TOLD_EVERY = 1000;
/** How the id of a status request begins: that of an earlier client is no order either. */
const char* const ASKED = "LAST";

class Client : public FIX::Application {
public:
  std::mutex guard;
  std::condition_variable changed;
  bool loggedOn = false;
  bool isOver = false;
  bool isAnswered = false;
  std::string asked;
  int rejects = 0;
  int reports = 0;
  std::set<std::string> done;
  std::set<std::string> execIds;
  std::map<char, int> statuses;
  long shares = 0;
  FIX::SessionID session;
  std::FILE* journal = nullptr;

  void onCreate(const FIX::SessionID& id) override { session = id; }
  void onLogon(const FIX::SessionID&) override { setLoggedOn(true); }
  void onLogout(const FIX::SessionID&) override { setLoggedOn(false); }
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message& message, const FIX::SessionID&) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::RejectLogon) override {
    if (message.getHeader().getField(35) == "3") rejects++;
  }
  void fromApp(const FIX::Message& message, const FIX::SessionID&) throw(
      FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
      FIX::UnsupportedMessageType) override {
    if (message.getHeader().getField(35) != "8") return;
    std::lock_guard<std::mutex> lock(guard);
    reports++;
    execIds.insert(message.getField(17));
    const char status = message.getField(39)[0];
    statuses[status]++;
    const std::string traded = message.isSetField(32) ? message.getField(32) : "0";
    shares += std::stol(traded);
    const bool isLast = status == '2' || status == '4' || status == '8';
    const std::string id = message.getField(11);
    if (id == asked) isAnswered = true;
    if (isLast && id.rfind(ASKED, 0) != 0) done.insert(id);
    if (journal != nullptr) {
      const bool isStatus42 = message.isSetField(20) && message.getField(20) == "3";
      std::fprintf(journal, "%s %s %s %c %s\n", id.c_str(),
                   message.getField(17).c_str(),
                   isStatus42 ? "I" : message.getField(150).c_str(), status, traded.c_str());
      std::fflush(journal);
    }
    if (reports % TOLD_EVERY == 0) {
      std::printf("reports %d\n", reports);
      std::fflush(stdout);
    }
    changed.notify_all();
  }

  template <typename Test> void wait(Test isDone) {
    std::unique_lock<std::mutex> lock(guard);
    changed.wait(lock, [&] { return isOver || isDone(); });
  }

  /** Keeps reports in a file; those that are there count as done. Returns whether it had any. */
  bool keep(const char* path) {
    std::ifstream kept(path);
    std::string id, execId, type, status, traded;
    bool hasAny = false;
    while (kept >> id >> execId >> type >> status >> traded) {
      hasAny = true;
      const bool isLast = status == "2" || status == "4" || status == "8";
      if (isLast && id.rfind(ASKED, 0) != 0) done.insert(id);
    }
    journal = std::fopen(path, "a");
    return hasAny;
  }

  /** The id of the status request after which the client ends. */
  std::string askLast() {
    std::lock_guard<std::mutex> lock(guard);
    asked = ASKED + std::to_string(getpid());
    return asked;
  }

  void endWithInput() {
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
    std::lock_guard<std::mutex> lock(guard);
    isOver = true;
    changed.notify_all();
  }

private:
  void setLoggedOn(bool isOn) {
    std::lock_guard<std::mutex> lock(guard);
    loggedOn = isOn;
    changed.notify_all();
  }
};

static void order(const FIX::SessionID& session, bool is42, const std::string& id, int n,
                  const std::string& symbol, bool isResend) {
  FIX::Message message;
  message.getHeader().setField(35, "D");
  if (isResend) message.getHeader().setField(97, "Y");
  message.setField(11, id);
  if (is42) message.setField(21, "1");
  message.setField(55, symbol);
  message.setField(54, n % 2 == 0 ? "1" : "2");
  message.setField(FIX::TransactTime(FIX::UtcTimeStamp()));
  message.setField(38, "100");
  message.setField(40, "1");
  message.setField(59, "3");
  FIX::Session::sendToTarget(message, session);
}

static void askStatus(const FIX::SessionID& session, const std::string& id,
                      const std::string& symbol) {
  FIX::Message message;
  message.getHeader().setField(35, "H");
  message.setField(11, id);
  message.setField(55, symbol);
  message.setField(54, "1");
  FIX::Session::sendToTarget(message, session);
}

int main(int count, char** values) {
  if (count != 5 && count != 6) return 2;
  const bool is42 = std::string(values[2]) == "4.2";
  const int orders = std::stoi(values[3]);
  Client client;
  const bool isAgain = count == 6 && client.keep(values[5]);
  const std::set<std::string> before = client.done;
  FIX::SessionSettings settings(values[1]);
  FIX::FileStoreFactory store(settings);
  FIX::SocketInitiator initiator(client, store, settings);
  std::thread([&client] { client.endWithInput(); }).detach();
  initiator.start();
  client.wait([&] { return client.loggedOn; });
  for (int n = 0; n < orders; n++) {
    const std::string id = "O" + std::to_string(n);
    if (before.count(id) == 0) order(client.session, is42, id, n, values[4], isAgain);
  }
  client.wait([&] { return static_cast<int>(client.done.size()) >= orders; });
  if (count == 6) {
    const std::string id = client.askLast();
    askStatus(client.session, id, values[4]);
    client.wait([&] { return client.isAnswered; });
  }
  initiator.stop();
  std::printf("{\"done\":%d,\"reports\":%d,\"execIds\":%d,\"rejects\":%d,\"new\":%d,\"shares\":%ld}\n",
              static_cast<int>(client.done.size()), client.reports,
              static_cast<int>(client.execIds.size()), client.rejects, client.statuses['0'],
              client.shares);
  std::fflush(stdout);
  // The thread that waits for input is not waited for.
  _exit(0);
}
