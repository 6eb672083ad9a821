// Secrets that a build writes into its image: everybody who can pull it can read them.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// Whether a variable's name says that its value is a secret. Names of files and switches are none.
bool is_secret_name(std::string_view name) {
  const std::string lower = to_lower(name);
  for (const std::string_view end :
       {"_file", "_path", "_url", "_name", "_id", "_dir", "_ttl", "_length", "_expire", "_hashes"}) {
    if (lower.ends_with(end)) {
      return false;
    }
  }
  for (const std::string_view word :
       {"password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key", "credential"}) {
    if (lower.find(word) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

void check_secrets(const DockerfileView& view, Told& told) {
  std::vector<const Instruction*> all;
  for (const Instruction& instruction : view.dockerfile.arguments) {
    all.push_back(&instruction);
  }
  for (const Stage& stage : view.dockerfile.stages) {
    for (const Instruction& instruction : stage.instructions) {
      all.push_back(&instruction);
    }
  }
  for (const Instruction* instruction : all) {
    if (instruction->name != "ENV" && instruction->name != "ARG") {
      continue;
    }
    for (const std::string& word : instruction->words) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      if (!is_secret_name(name)) {
        continue;
      }
      const bool is_empty =
          equals == std::string::npos || equals + 1 == word.size() || word.ends_with("=\"\"") || word.ends_with("=''");
      if (instruction->name == "ENV" && is_empty) {
        continue;
      }
      told.add(
          "dockerfile-secret", "", Severity::kHigh, *instruction,
          instruction->name == "ENV"
              ? fmt::format("'{}' is in the environment of every container of this image, for everybody to read", name)
              : fmt::format("'{}' stays in the image's history", name),
          "use RUN --mount=type=secret,id=… in the build, and the platform's secrets when it runs", name);
    }
  }
  // A stage's secret mounts are fine; a copy of what another stage made of them is not.
  for (const Run& run : view.runs) {
    for (const ShellCommand& command : run.commands) {
      for (const std::string_view word : command.arguments()) {
        const std::size_t at = word.find("://");
        const std::size_t sign = at == std::string_view::npos ? at : word.find('@', at);
        const std::size_t colon = at == std::string_view::npos ? at : word.find(':', at + 3);
        if (sign != std::string_view::npos && colon < sign && word.find('/', at + 3) > sign) {
          told.add("dockerfile-secret-in-url", "", Severity::kHigh, *run.instruction,
                   "an address with a password stays in the image's history", "use RUN --mount=type=secret", "url");
        }
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
