#include "app/perf/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "app/perf/versions.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kOutput = "{output}";
constexpr std::uint64_t kMostBytes = 64ULL << 20U;

/// The number behind `I   refs:` in valgrind's log, its thousands marked by commas.
double references(std::string_view log) {
  double sum = 0;
  for (const std::string_view line : split_lines(log)) {
    const std::size_t at = line.find("refs:");
    if (at == std::string_view::npos || line.substr(0, at).find(" I ") == std::string_view::npos) {
      continue;
    }
    const std::string digits = replace_all(trim(line.substr(at + 5)), ",", "");
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    sum += value;
  }
  return sum;
}

}  // namespace

MeasuredCommand read_command(const std::string& text) {
  MeasuredCommand command{.name = text, .text = text};
  const std::size_t equals = text.find('=');
  // `NAME=` is a name unless it sets a variable for the command, as in `A=1 program`: names have a lower-case letter.
  const std::string name = text.substr(0, equals);
  const bool is_name = equals != std::string::npos && equals > 0 &&
                       std::all_of(name.begin(), name.end(),
                                   [](unsigned char c) {
                                     return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '/';
                                   }) &&
                       std::any_of(name.begin(), name.end(), [](unsigned char c) { return std::islower(c) != 0; });
  if (is_name) {
    command.name = name;
    command.text = text.substr(equals + 1);
  }
  command.has_output = command.text.find(kOutput) != std::string::npos;
  return command;
}

Result<perf::Measurements> measure_time(const MeasuredCommand& command, const std::filesystem::path& folder,
                                        const ComparePorts& ports, std::stop_token stop) {
  if (command.has_output) {
    // Beside the folder, so that what a benchmark sees of it never changes.
    const std::filesystem::path file = folder.parent_path() / "results.json";
    if (auto removed = ports.files.remove_all(file); !removed) {
      return fail(std::move(removed.error()));
    }
    const std::string text = replace_all(command.text, kOutput, file.string());
    if (auto done = run_shell(text, folder, ports, stop, command.text); !done) {
      return fail(std::move(done.error()));
    }
    auto results = ports.files.read_regular(file, kMostBytes, ports::Links::kRefuse);
    if (!results) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' wrote no results", command.text),
                  "it is to write them into the file that stands in place of {output}");
    }
    return perf::read_measurements(*results, command.name);
  }
  double best = 0;
  for (int i = 0; i < command.repeats; ++i) {
    const auto start = ports.clock.monotonic();
    const auto before = ports.clock.children_time();
    if (auto done = run_shell(command.text, folder, ports, stop); !done) {
      return fail(std::move(done.error()));
    }
    const std::chrono::duration<double> time = command.measure == Measure::kProcessor
                                                   ? std::chrono::duration<double>(ports.clock.children_time() - before)
                                                   : ports.clock.monotonic() - start;
    best = i == 0 ? time.count() : std::min(best, time.count());
  }
  return perf::Measurements{{command.name, best}};
}

Result<double> count_instructions(const MeasuredCommand& command, const std::filesystem::path& folder,
                                  const ComparePorts& ports, std::stop_token stop) {
  const auto path = ports.environment.variable("PATH").value_or("");
  if (!ports.process.find_program("valgrind", path)) {
    return fail(ErrorKind::kIncomplete, "valgrind is not there, and instructions cannot be counted without it",
                "install the package 'valgrind'");
  }
  const std::filesystem::path logs = folder.parent_path() / "instructions";
  if (auto removed = ports.files.remove_all(logs); !removed) {
    return fail(std::move(removed.error()));
  }
  if (auto made = ports.files.make_directories(logs); !made) {
    return fail(std::move(made.error()));
  }
  ports::ProcessRequest request;
  request.arguments = {"valgrind",
                       "--tool=cachegrind",
                       "--cache-sim=no",
                       "--cachegrind-out-file=/dev/null",
                       "--trace-children=yes",
                       fmt::format("--log-file={}/%p", logs.string()),
                       "sh",
                       "-c",
                       "exec " + command.text};
  request.working_directory = folder;
  request.environment = ports.environment.variables();
  request.environment.emplace_back("PYTHONHASHSEED", "0");
  auto done = ports.process.capture(request, std::move(stop));
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, "interrupted");
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("'{}' failed with exit code {} under valgrind", command.text, done->outcome.exit_code),
                std::string(trim(done->errors)));
  }
  auto entries = ports.files.list(logs);
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  double sum = 0;
  for (const ports::FileEntry& entry : *entries) {
    const auto log = ports.files.read_regular(logs / entry.path, kMostBytes, ports::Links::kRefuse);
    sum += log ? references(*log) : 0;
  }
  if (sum <= 0) {
    return fail(ErrorKind::kIncomplete, "valgrind has counted no instructions", std::string(trim(done->errors)));
  }
  return sum;
}

}  // namespace ropewalk::app
