// The real Process port: spawns, supervises, and closes when nothing more may start.
#include "platform/process.h"

#include <algorithm>

#include "platform/death_watch.h"
#include "platform/line_splitter.h"
#include "platform/marked_processes.h"
#include "platform/supervise.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

/// What a stop request before the start looks like: as an interrupted shell says it.
constexpr ports::ProcessOutcome kNeverStarted{ports::ProcessEnd::kStopped, 130};

}  // namespace

Result<ports::ProcessOutcome> RealProcess::watch(const ports::ProcessRequest& request, const OnBytes& on_output,
                                                 const OnBytes& on_errors, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return kNeverStarted;
  }
  Result<Pipe> output = make_pipe();
  Result<Pipe> errors = make_pipe();
  if (!output || !errors) {
    return fail(output ? errors.error() : output.error());
  }
  Result<Child> child = spawn(with_mark(request), output->write.get(), errors->write.get(), groups_);
  if (!child) {
    if (child.error().kind == ErrorKind::kInterrupted) {
      return kNeverStarted;
    }
    return fail(child.error());
  }
  output->write.reset();
  errors->write.reset();
  // What is ready at the same time is read from the last one first: the output.
  std::vector<OutputPipe> outputs;
  outputs.push_back({std::move(errors->read), on_errors});
  outputs.push_back({std::move(output->read), on_output});
  return supervise(std::move(*child), std::move(outputs), request, stop, background_);
}

Result<ports::ProcessOutcome> RealProcess::run(const ports::ProcessRequest& request, const ports::LineSink& on_line,
                                               std::stop_token stop) {
  // Each stream is cut into lines by itself, as the runner does it: a program that stands in the middle of a line of
  // its output may well report on the other stream.
  LineSplitter output(on_line);
  LineSplitter errors(on_line, ports::OutputStream::kErrors);
  Result<ports::ProcessOutcome> outcome = watch(
      request, [&](std::string_view bytes) { output.feed(bytes); }, [&](std::string_view bytes) { errors.feed(bytes); },
      stop);
  output.finish();
  errors.finish();
  return outcome;
}

Result<ports::CapturedProcess> RealProcess::capture(const ports::ProcessRequest& request, std::stop_token stop) {
  ports::CapturedProcess captured;
  const Result<ports::ProcessOutcome> outcome = watch(
      request, [&](std::string_view bytes) { captured.output += bytes; },
      [&](std::string_view bytes) { captured.errors += bytes; }, stop);
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

RealProcess::Mark RealProcess::mark() {
  const std::lock_guard lock(mutex_);
  return mark_;
}

std::vector<std::string> RealProcess::end_marked(std::string_view name, std::string_view value) {
  const Mark own = mark();
  const bool is_own = !own.name.empty() && name == own.name && value.starts_with(own.value);
  return end_marked_processes(name, value, is_own ? own.since : std::nullopt);
}

void RealProcess::mark_all(std::string name, std::string value) {
  const std::lock_guard lock(mutex_);
  mark_ = {std::move(name), std::move(value), read_process_moment()};
}

ports::ProcessRequest RealProcess::with_mark(ports::ProcessRequest request) {
  const Mark own = mark();
  const auto is_mark = [&](const auto& variable) { return variable.first == own.name; };
  if (!own.name.empty() && std::none_of(request.environment.begin(), request.environment.end(), is_mark)) {
    request.environment.emplace_back(own.name, own.value);
  }
  return request;
}

Result<std::unique_ptr<ports::DeathWatch>> RealProcess::watch_over(const std::vector<std::string>& arguments) {
  return DeathWatch::start(arguments);
}

void RealProcess::close() {
  groups_.close();
  groups_.kill_all();
  if (const Mark own = mark(); !own.name.empty()) {
    static_cast<void>(end_marked_processes(own.name, own.value, own.since));
  }
}

}  // namespace ropewalk::platform
