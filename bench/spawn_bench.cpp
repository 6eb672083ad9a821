// Times what starting programs costs through the Process port, against bash that starts the same programs in a loop.
// Usage: spawn_bench ROUNDS; prints one JSON object of milliseconds for 100 programs, a list of rounds for each way.
// The ways take turns within a round, so that a machine whose speed drifts favours none.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "platform/process.h"

namespace {

using Clock = std::chrono::steady_clock;
namespace json = ropewalk::json;
namespace ports = ropewalk::ports;

constexpr int kPrograms = 100;
constexpr std::size_t kResidentBytes = 200U << 20U;

/// Runs a program to its end; the benchmark ends when that fails.
void run(ropewalk::platform::RealProcess& process, std::vector<std::string> arguments) {
  const ports::ProcessRequest request{.arguments = std::move(arguments), .environment = {{"PATH", "/usr/bin:/bin"}}};
  const auto outcome = process.run(request, [](std::string_view) {}, {});
  if (!outcome || outcome->exit_code != 0) {
    std::fprintf(stderr, "%s failed\n", request.arguments.front().c_str());
    std::exit(1);
  }
}

double milliseconds(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

int main(int count, char** words) {
  const int rounds = count > 1 ? std::atoi(words[1]) : 9;
  ropewalk::platform::RealProcess process;
  const auto each = [&](const std::vector<std::string>& arguments) {
    for (int i = 0; i < kPrograms; ++i) {
      run(process, arguments);
    }
  };
  const auto loop = [&](const std::string& command) {
    run(process, {"bash", "-c", fmt::format("for ((i = 0; i < {}; ++i)); do {}; done", kPrograms, command)});
  };
  const std::vector<std::pair<std::string, std::function<void()>>> ways{
      {"bash starts true", [&] { loop("/bin/true"); }},
      {"port starts true", [&] { each({"/bin/true"}); }},
      {"bash starts bash", [&] { loop("bash -c true"); }},
      {"port starts bash", [&] { each({"bash", "-c", "true"}); }},
      {"port starts true, 200 MB resident", [&] { each({"/bin/true"}); }},
  };
  json::object out;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& [name, work] : ways) {
      // Only the last way has much memory of its own while it runs: a fork would have to copy its page table.
      const std::vector<char> resident(name == ways.back().first ? kResidentBytes : 0, 1);
      json::value& times = out[name];
      if (!times.is_array()) {
        times = json::array();
      }
      times.get_array().push_back(milliseconds(work));
    }
  }
  std::puts(ropewalk::to_json_text(out).c_str());
}
