#include "app/release/run/remote.h"

#include <fmt/format.h>

#include <iterator>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kRemote = "origin";

/// The token of a GitHub job for its own server, as the job's checkout would leave it in the repository: given by the
/// environment, it stays nowhere.
ports::EnvironmentList login(const ports::Environment& environment) {
  const std::string token = environment.variable("GITHUB_TOKEN").value_or("");
  if (environment.variable("GITHUB_ACTIONS") != "true" || token.empty()) {
    return {};
  }
  const std::string server = environment.variable("GITHUB_SERVER_URL").value_or("https://github.com");
  return {{"GIT_CONFIG_COUNT", "1"},
          {"GIT_CONFIG_KEY_0", fmt::format("http.{}/.extraheader", server)},
          {"GIT_CONFIG_VALUE_0", "AUTHORIZATION: basic " + to_base64("x-access-token:" + token)}};
}

Error no_answer(std::string_view said) {
  return {ErrorKind::kIncomplete, fmt::format("the remote does not answer: {}", trim(said)), "run it again to go on"};
}

}  // namespace

Remote::Remote(release::Git git, const ports::Environment& environment)
    : git_(std::move(git)), login_(login(environment)) {}

bool Remote::is_there() const {
  const auto remote = git_.capture({"remote", "get-url", std::string(kRemote)});
  return remote && remote->outcome.exit_code == 0;
}

Result<std::string> Remote::id_of(const std::string& ref) const {
  auto list = git_.capture({"ls-remote", std::string(kRemote), ref}, login_);
  if (!list) {
    return fail(std::move(list.error()));
  }
  if (list->outcome.exit_code != 0) {
    return fail(no_answer(list->errors));
  }
  for (const std::string_view line : split_lines(list->output)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string_view::npos && line.substr(tab + 1) == ref) {
      return std::string(line.substr(0, tab));
    }
  }
  return std::string();
}

Result<ports::CapturedProcess> Remote::push(std::vector<std::string> words) const {
  std::vector<std::string> all = {"push", "--quiet"};
  const auto first_ref =
      std::find_if(words.begin(), words.end(), [](const std::string& word) { return word[0] != '-'; });
  words.insert(first_ref, std::string(kRemote));
  std::move(words.begin(), words.end(), std::back_inserter(all));
  return git_.capture(std::move(all), login_);
}

Result<void> Remote::fetch_tag(const std::string& tag) const {
  auto done = git_.capture(
      {"fetch", "--quiet", "--no-tags", std::string(kRemote), fmt::format("refs/tags/{0}:refs/tags/{0}", tag)}, login_);
  if (!done) {
    return fail(std::move(done.error()));
  }
  return done->outcome.exit_code == 0 ? Result<void>() : Result<void>(fail(no_answer(done->errors)));
}

}  // namespace ropewalk::app
