// Starting programs and waiting for them: the only way Ropewalk runs anything.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::ports {

/// Environment of a process, in order; a later entry of the same name wins.
using EnvironmentList = std::vector<std::pair<std::string, std::string>>;

/// How a process that has to end is asked to: each signal, then the time it has, then SIGKILL for its whole group.
/// The defaults are those of GitHub's runner.
struct StopGrace {
  std::chrono::milliseconds after_interrupt{7500};
  std::chrono::milliseconds after_terminate{2500};
};

/// How long GitHub's runner reads on after a program has ended while processes that it left hold its outputs open.
inline constexpr std::chrono::milliseconds kRunnerStreamGrace{5000};

struct ProcessRequest {
  /// Program and arguments; the program is looked up on the PATH of `environment` when it has no slash.
  std::vector<std::string> arguments;
  std::filesystem::path working_directory = {};
  /// The whole environment: nothing is inherited.
  EnvironmentList environment = {};
  /// Bytes for its standard input; without them it reads an end of file.
  std::string input = {};
  std::optional<std::chrono::steady_clock::time_point> deadline = {};
  StopGrace grace = {};
  /// How long the outputs are read on when the program has ended and something that it started still holds them open:
  /// `exec > >(tee log)` leaves a `tee` that has the last lines yet. They are read to their end or for this long.
  std::chrono::milliseconds stream_grace{0};
  /// Asked before its outputs are read. While the answer is no the program waits in its writes, but stops and deadlines
  /// still reach it; whoever takes its lines must not make it wait in any other way. None: always yes.
  std::function<bool()> may_read = {};
  /// What the program leaves running in the background (`server &`) goes on when it has ended by itself, as between
  /// the steps of a job; `end_marked` is for its end. Otherwise it is killed.
  bool keeps_background = false;
};

enum class ProcessEnd { kExited, kSignalled, kTimedOut, kStopped };

struct ProcessOutcome {
  ProcessEnd end = ProcessEnd::kExited;
  /// The exit code; 128 + signal for a signalled process, as a shell says it.
  int exit_code = 0;
};

/// A whole output for callers that want no lines.
struct CapturedProcess {
  ProcessOutcome outcome = {};
  std::string output = {};
  std::string errors = {};
};

enum class OutputStream { kOutput, kErrors };

/// A line of a program's output, or a piece of a long one. As a text it is its bytes.
struct OutputLine {
  // NOLINTNEXTLINE(google-explicit-constructor): a line is a text
  OutputLine(std::string_view line) : text(line) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator std::string_view() const { return text; }

  std::string_view text;
  OutputStream stream = OutputStream::kOutput;
  /// Both are true but for a line of more than 1 MiB, which comes in pieces; its last one may be empty.
  bool is_start = true;
  bool is_end = true;
};

/// Gets each line of standard output and of standard error, without its end (LF, CR LF or CR, as GitHub's runner reads
/// them): each stream by itself and in its own order, so that one which stands in the middle of a line does not spoil
/// the other's. The last line may come without an end.
using LineSink = std::function<void(const OutputLine& line)>;

/// See Process::watch_over.
class DeathWatch {
 public:
  DeathWatch() = default;
  virtual ~DeathWatch() = default;
  DeathWatch(const DeathWatch&) = delete;
  DeathWatch& operator=(const DeathWatch&) = delete;
};

class Process {
 public:
  virtual ~Process() = default;

  /// Runs to the end in a process group of its own and hands on its output by lines. A stop request or the deadline
  /// ends the group by `grace`; a stop before the start starts nothing. Nothing of the group is left running on return,
  /// unless the request keeps it.
  /// Errors: kNotFound when the program is not there or not executable, kInternal when it cannot be started.
  [[nodiscard]] virtual Result<ProcessOutcome> run(const ProcessRequest& request, const LineSink& on_line,
                                                   std::stop_token stop) = 0;

  /// Runs to the end and keeps both outputs apart.
  [[nodiscard]] virtual Result<CapturedProcess> capture(const ProcessRequest& request, std::stop_token stop) = 0;

  /// The absolute path of a program on the given PATH text; nothing when it is not there.
  [[nodiscard]] virtual std::optional<std::filesystem::path> find_program(std::string_view program,
                                                                          std::string_view path) const = 0;

  /// Kills every process whose environment has this variable with a value that starts with this one (GitHub's
  /// RUNNER_TRACKING_ID, at the end of a job), and says which: "1234 (node)". Processes of other users are not seen.
  [[nodiscard]] virtual std::vector<std::string> end_marked(std::string_view name, std::string_view value) = 0;

  /// Gives every program that is started from now on this variable, unless its request has one of that name: what is
  /// left of it can then be found by `end_marked`.
  virtual void mark_all(std::string name, std::string value) = 0;

  /// Starts this very program with these arguments when this process ends while the returned object lives: killed,
  /// crashed, out of memory. Errors: kInternal.
  [[nodiscard]] virtual Result<std::unique_ptr<DeathWatch>> watch_over(const std::vector<std::string>& arguments) = 0;
};

}  // namespace ropewalk::ports
