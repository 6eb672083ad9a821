#include "release/git.h"

#include <fmt/format.h>

#include <iterator>

#include "base/strings.h"

namespace ropewalk::release {

Result<ports::CapturedProcess> Git::capture(std::vector<std::string> arguments,
                                            const ports::EnvironmentList& more) const {
  ports::ProcessRequest request;
  request.arguments = {"git", "--no-pager",
                       "-c",  "core.fsmonitor=false",
                       "-c",  "core.quotePath=false",
                       "-c",  "i18n.logOutputEncoding=UTF-8",
                       "-c",  "log.showSignature=false",
                       "-c",  "color.ui=false"};
  request.arguments.insert(request.arguments.end(), std::make_move_iterator(arguments.begin()),
                           std::make_move_iterator(arguments.end()));
  request.working_directory = folder_;
  request.environment = environment_.variables();
  request.environment.emplace_back("GIT_OPTIONAL_LOCKS", "0");
  request.environment.emplace_back("GIT_TERMINAL_PROMPT", "0");
  request.environment.emplace_back("LC_ALL", "C.UTF-8");
  request.environment.insert(request.environment.end(), more.begin(), more.end());
  return process_.capture(request, {});
}

Result<std::string> Git::read(std::vector<std::string> arguments) const {
  const std::string what = arguments.empty() ? "" : arguments.front();
  auto done = capture(std::move(arguments));
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("git {} failed: {}", what, trim(done->errors)));
  }
  return std::move(done->output);
}

}  // namespace ropewalk::release
