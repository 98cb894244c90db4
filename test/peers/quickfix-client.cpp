// A QuickFIX initiator: sends orders, counts what comes back, prints it as JSON.
// usage: quickfix-client SETTINGS VERSION ORDERS SYMBOL
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/MessageCracker.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketInitiator.h>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

class Client : public FIX::Application {
public:
  std::atomic<bool> loggedOn{false};
  std::atomic<int> rejects{0};
  std::atomic<int> reports{0};
  std::mutex guard;
  std::set<std::string> done;
  std::set<std::string> execIds;
  std::map<char, int> statuses;
  long shares = 0;
  FIX::SessionID session;

  void onCreate(const FIX::SessionID& id) override { session = id; }
  void onLogon(const FIX::SessionID&) override { loggedOn = true; }
  void onLogout(const FIX::SessionID&) override { loggedOn = false; }
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
    if (message.isSetField(32)) shares += std::stol(message.getField(32));
    if (status == '2' || status == '4' || status == '8') done.insert(message.getField(11));
  }
};

static void order(const FIX::SessionID& session, bool is42, int n, const std::string& symbol) {
  FIX::Message message;
  message.getHeader().setField(35, "D");
  message.setField(11, "O" + std::to_string(n));
  if (is42) message.setField(21, "1");
  message.setField(55, symbol);
  message.setField(54, n % 2 == 0 ? "1" : "2");
  message.setField(FIX::TransactTime(FIX::UtcTimeStamp()));
  message.setField(38, "100");
  message.setField(40, "1");
  message.setField(59, "3");
  FIX::Session::sendToTarget(message, session);
}

int main(int count, char** values) {
  if (count != 5) return 2;
  const bool is42 = std::string(values[2]) == "4.2";
  const int orders = std::stoi(values[3]);
  Client client;
  FIX::SessionSettings settings(values[1]);
  FIX::FileStoreFactory store(settings);
  FIX::SocketInitiator initiator(client, store, settings);
  initiator.start();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto wait = [&](auto isDone) {
    while (!isDone() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
  };
  wait([&] { return client.loggedOn.load(); });
  for (int n = 0; n < orders; n++) order(client.session, is42, n, values[4]);
  wait([&] {
    std::lock_guard<std::mutex> lock(client.guard);
    return static_cast<int>(client.done.size()) >= orders;
  });
  initiator.stop();
  std::printf("{\"done\":%d,\"reports\":%d,\"execIds\":%d,\"rejects\":%d,\"new\":%d,\"shares\":%ld}\n",
              static_cast<int>(client.done.size()), client.reports.load(),
              static_cast<int>(client.execIds.size()), client.rejects.load(), client.statuses['0'],
              client.shares);
  return 0;
}
