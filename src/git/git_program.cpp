// Running the git program so that neither hooks nor a user's settings change what it does for us.
#include "git/git_program.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "base/strings.h"

namespace ropewalk::git {
namespace {

constexpr std::string_view kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

/// Given before every command; a setting on the command line is stronger than any file. A split index would put a file
/// into the user's repository, and compression is wasted on objects that live as long as one run.
constexpr std::array<std::string_view, 9> kSettings{
    "core.hooksPath=/dev/null", "core.fsmonitor=false",    "core.splitIndex=false",
    "core.safecrlf=false",      "core.looseCompression=0", "gc.auto=0",
    "maintenance.auto=false",   "log.showSignature=false", "checkout.workers=0"};

/// Git ends at once when it is asked to, and leaves nothing that is not ours.
constexpr ports::StopGrace kGrace{.after_interrupt = std::chrono::milliseconds(50),
                                  .after_terminate = std::chrono::milliseconds(50)};

/// The reason out of git's errors: warnings and hints left out, `fatal:` and `error:` taken off.
std::string reason_of(std::string_view errors) {
  std::vector<std::string> reasons;
  for (std::string_view line : split_lines(errors)) {
    if (line.empty() || line.starts_with("hint:") || line.starts_with("warning:")) {
      continue;
    }
    for (const std::string_view prefix : {"fatal: ", "error: "}) {
      if (line.starts_with(prefix)) {
        line.remove_prefix(prefix.size());
      }
    }
    reasons.emplace_back(line);
  }
  return join(reasons, "; ");
}

}  // namespace

Error missing_git() {
  return {ErrorKind::kNotFound, "the program 'git' was not found on PATH",
          "install it (Debian, Ubuntu: apt install git), then run this again"};
}

GitProgram::GitProgram(ports::Process& process, const ports::Environment& environment)
    : process_(process), environment_(environment) {}

Result<void> GitProgram::check_owner(const ports::Path& top) const {
  // Without the variables that name the repository: then git looks for itself, and checks before it reads anything.
  ports::ProcessRequest request{.arguments = {"git", "rev-parse", "--git-dir"}, .working_directory = top};
  for (auto& [name, value] : environment_of({top, {}, {}}, Settings::kUsers)) {
    if (name != "GIT_DIR" && name != "GIT_WORK_TREE") {
      request.environment.emplace_back(name, value);
    }
  }
  const Result<ports::CapturedProcess> done = process_.capture(request, {});
  if (done && done->outcome.exit_code == 0) {
    return {};
  }
  return fail(ErrorKind::kInvalid, fmt::format("the git repository {} belongs to another user", top.string()),
              fmt::format("its settings can name programs to run. When you trust it: git config --global --add "
                          "safe.directory {}",
                          top.string()));
}

bool GitProgram::is_there() const {
  return process_.find_program("git", environment_.variable("PATH").value_or(std::string(kDefaultPath))).has_value();
}

ports::EnvironmentList GitProgram::environment_of(const GitFolder& folder, Settings settings) const {
  ports::EnvironmentList list{{"PATH", environment_.variable("PATH").value_or(std::string(kDefaultPath))},
                              {"LC_ALL", "C"},
                              {"GIT_DIR", folder.git.string()},
                              {"GIT_WORK_TREE", folder.top.string()},
                              {"GIT_TERMINAL_PROMPT", "0"},
                              {"GIT_OPTIONAL_LOCKS", "0"}};
  if (settings == Settings::kNone) {
    list.insert(list.end(),
                {{"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_ATTR_NOSYSTEM", "1"}});
    return list;
  }
  list.emplace_back("HOME", environment_.home().string());
  for (const char* name : {"XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}) {
    if (std::optional<std::string> value = environment_.variable(name)) {
      list.emplace_back(name, *std::move(value));
    }
  }
  return list;
}

Result<ports::CapturedProcess> GitProgram::capture(const GitFolder& folder, Settings settings,
                                                   const std::vector<std::string>& arguments,
                                                   const GitCall& call) const {
  ports::ProcessRequest request{.arguments = {"git"}, .working_directory = folder.top, .grace = kGrace};
  for (const std::string_view setting : kSettings) {
    request.arguments.insert(request.arguments.end(), {"-c", std::string(setting)});
  }
  request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
  request.environment = environment_of(folder, settings);
  request.environment.insert(request.environment.end(), call.environment.begin(), call.environment.end());
  request.input = call.input;
  Result<ports::CapturedProcess> done = process_.capture(request, call.stop);
  if (call.stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("git {} was stopped", arguments.empty() ? "" : arguments[0]));
  }
  if (!done && !is_there()) {
    return fail(missing_git());
  }
  return done;
}

Result<std::string> GitProgram::run(const GitFolder& folder, Settings settings,
                                    const std::vector<std::string>& arguments, const GitCall& call) const {
  Result<ports::CapturedProcess> done = capture(folder, settings, arguments, call);
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.exit_code != 0) {
    const std::string reason = reason_of(done->errors);
    return fail(ErrorKind::kInvalid,
                fmt::format("git {} failed in {}: {}", arguments.empty() ? "" : arguments[0], folder.top.string(),
                            reason.empty() ? fmt::format("exit code {}", done->outcome.exit_code) : reason));
  }
  return std::move(done->output);
}

}  // namespace ropewalk::git
