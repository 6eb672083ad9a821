// The real Process port: spawn, supervise, and the search for processes that outlived their job.
#include "platform/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "platform/line_splitter.h"
#include "platform/supervise.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

/// What a stop request before the start looks like: as an interrupted shell says it.
constexpr ports::ProcessOutcome kNeverStarted{ports::ProcessEnd::kStopped, 130};

/// How often to look again for processes that were born while the others were ended.
constexpr int kPasses = 3;

/// How long a killed process may take to be gone before the search goes on without it.
constexpr int kDeathMilliseconds = 1000;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool has_entry(std::string_view block, std::string_view entry) {
  const auto entries = split(block, '\0');
  return std::find(entries.begin(), entries.end(), entry) != entries.end();
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size() && pid != ::getpid()) {
      pids.push_back(pid);
    }
  }
  std::sort(pids.begin(), pids.end());
  return pids;
}

}  // namespace

Result<ports::ProcessOutcome> RealProcess::run(const ports::ProcessRequest& request, const ports::LineSink& on_line,
                                               std::stop_token stop) {
  if (stop.stop_requested()) {
    return kNeverStarted;
  }
  Result<Pipe> output = make_pipe();
  Result<Pipe> errors = make_pipe();
  if (!output || !errors) {
    return fail(output ? errors.error() : output.error());
  }
  Result<Child> child = spawn(request, output->write.get(), errors->write.get(), groups_);
  if (!child) {
    return fail(child.error());
  }
  output->write.reset();
  errors->write.reset();
  // Each stream is cut into lines by itself, as the runner does it: a program that stands in the middle of a line of
  // its output may well report on the other stream. What is ready at the same time is read from the output first.
  LineSplitter output_lines(on_line);
  LineSplitter error_lines(on_line, ports::OutputStream::kErrors);
  std::vector<OutputPipe> outputs;
  outputs.push_back({std::move(errors->read), [&](std::string_view bytes) { error_lines.feed(bytes); }});
  outputs.push_back({std::move(output->read), [&](std::string_view bytes) { output_lines.feed(bytes); }});
  Result<ports::ProcessOutcome> outcome = supervise(std::move(*child), std::move(outputs), request, stop, background_);
  output_lines.finish();
  error_lines.finish();
  return outcome;
}

Result<ports::CapturedProcess> RealProcess::capture(const ports::ProcessRequest& request, std::stop_token stop) {
  ports::CapturedProcess captured;
  if (stop.stop_requested()) {
    captured.outcome = kNeverStarted;
    return captured;
  }
  Result<Pipe> output = make_pipe();
  Result<Pipe> errors = make_pipe();
  if (!output || !errors) {
    return fail(output ? errors.error() : output.error());
  }
  Result<Child> child = spawn(request, output->write.get(), errors->write.get(), groups_);
  if (!child) {
    return fail(child.error());
  }
  output->write.reset();
  errors->write.reset();
  std::vector<OutputPipe> outputs;
  outputs.push_back({std::move(output->read), [&](std::string_view bytes) { captured.output += bytes; }});
  outputs.push_back({std::move(errors->read), [&](std::string_view bytes) { captured.errors += bytes; }});
  const auto outcome = supervise(std::move(*child), std::move(outputs), request, stop, background_);
  if (!outcome) {
    return fail(outcome.error());
  }
  captured.outcome = *outcome;
  return captured;
}

std::optional<fs::path> RealProcess::find_program(std::string_view program, std::string_view path) const {
  std::error_code error;
  return find_on_path(program, path, fs::current_path(error));
}

std::vector<std::string> RealProcess::end_marked(std::string_view name, std::string_view value) {
  const std::string entry = fmt::format("{}={}", name, value);
  std::vector<std::string> ended;
  for (int pass = 0; pass < kPasses; ++pass) {
    const std::size_t before = ended.size();
    for (const pid_t pid : all_processes()) {
      // The descriptor is taken first: the process that is looked at is then the one that gets the signal.
      const Descriptor pidfd = open_pidfd(pid);
      const fs::path folder = fs::path("/proc") / std::to_string(pid);
      if (!pidfd.is_open() || !has_entry(slurp(folder / "environ"), entry)) {
        continue;
      }
      const std::string command = slurp(folder / "comm");
      if (::syscall(SYS_pidfd_send_signal, pidfd.get(), SIGKILL, nullptr, 0) == 0) {
        ended.push_back(fmt::format("{} ({})", pid, trim(command)));
        pollfd gone{pidfd.get(), POLLIN, 0};
        ::poll(&gone, 1, kDeathMilliseconds);
      }
    }
    if (ended.size() == before) {
      break;
    }
  }
  return ended;
}

}  // namespace ropewalk::platform
