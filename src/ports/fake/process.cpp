// Programs that exist only in a test: their answers are scripted, the requests are kept.
#include "ports/fake/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace ropewalk::ports {
namespace {

FakeProgram fixed_answer(std::string output, int exit_code) {
  return [output = std::move(output), exit_code](const ProcessRequest&, const std::stop_token&) {
    return Result<CapturedProcess>(CapturedProcess{{ProcessEnd::kExited, exit_code}, output, ""});
  };
}

}  // namespace

void FakeProcess::on(std::string program, FakeProgram answer) {
  const std::lock_guard lock(mutex_);
  programs_[program] = std::filesystem::path("/usr/bin") / program;
  auto matches = [program](const ProcessRequest& request) {
    return !request.arguments.empty() &&
           (request.arguments[0] == program || std::filesystem::path(request.arguments[0]).filename() == program);
  };
  rules_.push_back({std::move(matches), std::move(answer)});
}

void FakeProcess::on(std::string program, std::string output, int exit_code) {
  on(std::move(program), fixed_answer(std::move(output), exit_code));
}

void FakeProcess::on_arguments(std::vector<std::string> start, std::string output, int exit_code) {
  const std::lock_guard lock(mutex_);
  auto matches = [start = std::move(start)](const ProcessRequest& request) {
    return request.arguments.size() >= start.size() &&
           std::equal(start.begin(), start.end(), request.arguments.begin());
  };
  rules_.push_back({std::move(matches), fixed_answer(std::move(output), exit_code)});
}

void FakeProcess::add_program(std::string program, std::filesystem::path path) {
  const std::lock_guard lock(mutex_);
  programs_[std::move(program)] = std::move(path);
}

std::vector<ProcessRequest> FakeProcess::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

Result<ProcessOutcome> FakeProcess::run(const ProcessRequest& request, const LineSink& on_line, std::stop_token stop) {
  const Result<CapturedProcess> captured = capture(request, std::move(stop));
  if (!captured) {
    return fail(captured.error());
  }
  for (const std::string& text : {captured->output, captured->errors}) {
    for (const std::string_view line : split_lines(text)) {
      on_line(std::string_view(line));
    }
  }
  return captured->outcome;
}

Result<CapturedProcess> FakeProcess::capture(const ProcessRequest& request, std::stop_token stop) {
  FakeProgram program;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    const auto rule = std::find_if(rules_.rbegin(), rules_.rend(), [&](const Rule& r) { return r.matches(request); });
    if (rule == rules_.rend()) {
      const std::string name = request.arguments.empty() ? "" : request.arguments[0];
      return fail(ErrorKind::kNotFound, fmt::format("the program '{}' was not found", name));
    }
    program = rule->program;
  }
  return program(request, std::move(stop));
}

std::optional<std::filesystem::path> FakeProcess::find_program(std::string_view program, std::string_view) const {
  const std::lock_guard lock(mutex_);
  const auto found = programs_.find(program);
  return found == programs_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> FakeProcess::end_marked(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  ended_marks_.push_back(fmt::format("{}={}", name, value));
  return {};
}

std::vector<std::string> FakeProcess::ended_marks() const {
  const std::lock_guard lock(mutex_);
  return ended_marks_;
}

void FakeProcess::mark_all(std::string name, std::string value) {
  const std::lock_guard lock(mutex_);
  all_marks_.push_back(fmt::format("{}={}", name, value));
}

std::vector<std::string> FakeProcess::all_marks() const {
  const std::lock_guard lock(mutex_);
  return all_marks_;
}

Result<std::unique_ptr<DeathWatch>> FakeProcess::watch_over(const std::vector<std::string>&) {
  return std::make_unique<DeathWatch>();
}

}  // namespace ropewalk::ports
