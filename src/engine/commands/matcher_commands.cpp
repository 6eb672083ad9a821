// add-matcher and remove-matcher: problem matchers from JSON files.
#include <fmt/format.h>

#include <cstdint>

#include "base/strings.h"
#include "engine/commands/processor.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

constexpr std::uint64_t kLargestFile = 1024 * 1024;

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) {
    quoted.push_back(fmt::format("'{}'", name));
  }
  return join(quoted, ", ");
}

Result<std::vector<MatcherConfig>> read_file(const StepEffects& step, const std::string& file) {
  // An absolute path stays as it is.
  auto text = step.files.read_regular(step.workspace / file, kLargestFile, ports::Links::kFollow);
  if (!text) {
    return fail(std::move(text.error()));
  }
  return read_matchers(*text, file);
}

std::vector<std::string> owners_of(const std::vector<MatcherConfig>& configs) {
  std::vector<std::string> owners;
  for (const MatcherConfig& config : configs) {
    owners.push_back(config.owner);
  }
  return owners;
}

}  // namespace

Result<void> run_add_matcher(StepEffects& step, Command& command) {
  if (command.data.empty()) {
    step.log.warning("File path must be specified.");
    return {};
  }
  auto configs = read_file(step, command.data);
  if (!configs) {
    return fail(std::move(configs.error()));
  }
  if (!configs->empty()) {
    const std::string owners = quoted_list(owners_of(*configs));
    step.matchers.add(std::move(*configs));
    step.log.debug(
        fmt::format("Added matchers: {}. Problem matchers scan action output for known warning or error "
                    "strings and report these inline.",
                    owners));
  }
  return {};
}

Result<void> run_remove_matcher(StepEffects& step, Command& command) {
  const std::string owner(command.property("owner"));
  if (!owner.empty() && !command.data.empty()) {
    step.log.warning(
        "Either specify an owner name or a file path in ##[remove-matcher] command. Both values cannot be set.");
    return {};
  }
  if (owner.empty() && command.data.empty()) {
    step.log.warning("Either an owner name or a file path must be specified in ##[remove-matcher] command.");
    return {};
  }
  std::vector<std::string> owners{owner};
  if (owner.empty()) {
    auto configs = read_file(step, command.data);
    if (!configs) {
      return fail(std::move(configs.error()));
    }
    owners = owners_of(*configs);
  }
  step.log.debug(fmt::format("Removed matchers: {}", quoted_list(step.matchers.remove(owners))));
  return {};
}

}  // namespace ropewalk::engine
