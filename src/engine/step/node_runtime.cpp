#include "engine/step/node_runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "actions/builtin/setup_node/node_program.h"
#include "base/hash.h"
#include "base/strings.h"
#include "engine/step/native_host.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

constexpr int kOldest = 20;

int number_at(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// `node24` is 24.
int wanted_version(std::string_view runs_on) {
  const std::size_t digit = runs_on.find_first_of("0123456789");
  return std::max(kOldest, digit == std::string_view::npos ? 0 : number_at(runs_on.substr(digit)));
}

/// The first number of a program's version, 0 when it tells none. To ask it takes as long as a small action, so the
/// answer is kept for the program as it is: its path, size and time.
int version_of(const fs::path& program, NativeHost& host, ports::Files& files) {
  const auto own = files.canonical(program);
  const auto size = own ? files.size(*own) : Result<std::uint64_t>(tl::unexpected(own.error()));
  const auto time =
      own ? files.modified(*own) : Result<std::chrono::system_clock::time_point>(tl::unexpected(own.error()));
  fs::path note;
  if (size && time) {
    const std::string mark = fmt::format("{}\n{}\n{}", own->string(), *size, time->time_since_epoch().count());
    note = host.paths().shared_cache / "node" / "known" / to_hex(sha256(mark)).substr(0, 32);
    if (const auto known = files.type(note) == ports::FileType::kFile ? files.read(note) : Result<std::string>("")) {
      if (const int version = number_at(*known); version != 0) {
        return version;
      }
    }
  }
  const auto printed = host.capture_program({program.string(), "--version"}, {});
  const std::string_view text = printed && printed->outcome.exit_code == 0 ? trim(printed->output) : "";
  const int version = text.starts_with('v') ? number_at(text.substr(1)) : 0;
  if (version != 0 && !note.empty() && files.make_directories(note.parent_path())) {
    static_cast<void>(files.write(note, fmt::format("{}\n", version)));  // a note that is not kept is asked for again
  }
  return version;
}

bool is_offline(const RunningStep& step) {
  return step.job.run.ports.actions == nullptr || step.job.run.ports.actions->is_offline();
}

}  // namespace

Result<fs::path> node_for(RunningStep& step, const std::string& runs_on) {
  const auto given = step.job.place.tool(runs_on, step.job.search_path());
  if (given && step.job.request.needs_of_place.container) {
    return *given;  // a container brings the ones that it has
  }
  NativeHost host(step);
  const int wanted = wanted_version(runs_on);
  const int there = given ? version_of(*given, host, step.job.files()) : 0;
  if (there >= wanted) {
    return *given;
  }
  const std::string range = std::to_string(wanted);
  if (const auto kept = actions::builtin::find_kept_node(range, host)) {
    return kept->folder / "node";
  }
  std::string reason = "nothing is fetched offline";
  if (!is_offline(step)) {
    auto brought = actions::builtin::find_node(range, false, host);
    if (brought) {
      return brought->folder / "node";
    }
    reason = std::move(brought.error().message);
  }
  if (!given) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("node: command not found. The action runs on '{}', and there is no Node.js on this "
                            "machine's PATH",
                            runs_on));
  }
  step.log.debug(fmt::format("The action runs on Node.js {} instead of {}: {}", there, wanted, reason));
  return *given;
}

}  // namespace ropewalk::engine
