// How the image starts and what it says about itself.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// A label key by Docker's guideline: lower-case words of letters and digits, joined by single dots and dashes.
bool is_label_key(std::string_view key) {
  const auto is_plain = [](char letter) {
    return std::islower(static_cast<unsigned char>(letter)) != 0 ||
           std::isdigit(static_cast<unsigned char>(letter)) != 0;
  };
  bool was_plain = false;
  for (const char letter : key) {
    if (!is_plain(letter) && !((letter == '.' || letter == '-' || letter == '_' || letter == '/') && was_plain)) {
      return false;
    }
    was_plain = is_plain(letter);
  }
  return was_plain;
}

std::string plain(std::string text) {
  std::erase_if(text, [](char letter) { return letter == '"' || letter == '\''; });
  return text;
}

void check_once(const Stage& stage, std::string_view name, std::string_view alias, Told& told) {
  const Instruction* before = nullptr;
  for (const Instruction& instruction : stage.instructions) {
    if (instruction.name != name) {
      continue;
    }
    if (before != nullptr) {
      told.add(fmt::format("dockerfile-several-{}", to_lower(name)), alias, Severity::kMedium, *before,
               fmt::format("a later {} takes the place of this one", name), "keep one");
    }
    before = &instruction;
  }
}

}  // namespace

void check_metadata(const DockerfileView& view, Told& told) {
  bool has_check = false;
  bool has_command = false;
  for (const Stage& stage : view.dockerfile.stages) {
    check_once(stage, "CMD", "DL4003", told);
    check_once(stage, "ENTRYPOINT", "DL4004", told);
    check_once(stage, "HEALTHCHECK", "DL3012", told);
    for (const Instruction& instruction : stage.instructions) {
      if (view.is_last(stage)) {
        has_check = has_check || instruction.name == "HEALTHCHECK";
        has_command = has_command || instruction.name == "CMD" || instruction.name == "ENTRYPOINT";
      }
      if (instruction.name == "MAINTAINER") {
        told.add("dockerfile-maintainer", "DL4000", Severity::kLow, instruction, "MAINTAINER is deprecated",
                 "write LABEL org.opencontainers.image.authors=\"…\"");
      }
      if ((instruction.name == "CMD" || instruction.name == "ENTRYPOINT") && !instruction.array &&
          !instruction.text.empty()) {
        told.add("dockerfile-shell-form", "DL3025", Severity::kLow, instruction,
                 fmt::format("{} in its shell form puts a shell in front, which hands on no signal: stopping takes ten "
                             "seconds and kills",
                             instruction.name),
                 "write it as a JSON array: [\"program\", \"argument\"]");
      }
      if (instruction.name == "WORKDIR") {
        const std::string folder = plain(instruction.text);
        if (!folder.starts_with('/') && !folder.starts_with('$') && folder.find(':') == std::string::npos) {
          told.add("dockerfile-workdir-relative", "DL3000", Severity::kLow, instruction,
                   fmt::format("the folder '{}' depends on the WORKDIR before", folder), "write an absolute path");
        }
      }
      if (instruction.name == "LABEL") {
        for (const std::string& word : instruction.words) {
          const std::string key = plain(word.substr(0, word.find('=')));
          if (word.find('=') != std::string::npos && key.find('$') == std::string::npos && !is_label_key(key)) {
            told.add("dockerfile-label-key", "DL3048", Severity::kLow, instruction,
                     fmt::format("'{}' is not a proper key of a label", key),
                     "use lower-case letters and digits, joined by single dots and dashes", key);
          }
        }
      }
      if (instruction.name == "ENV") {
        // A variable of the same instruction has its old value.
        for (std::size_t index = 0; index < instruction.words.size(); ++index) {
          const std::string name = instruction.words[index].substr(0, instruction.words[index].find('='));
          for (std::size_t later = index; later < instruction.words.size(); ++later) {
            const std::string& word = instruction.words[later];
            const std::size_t equals = word.find('=');
            if (equals == std::string::npos || name.empty() || name == word.substr(0, equals)) {
              continue;
            }
            const std::string value = word.substr(equals + 1);
            const std::size_t at = value.find("$" + name);
            const bool is_word = at != std::string::npos &&
                                 (at + 1 + name.size() == value.size() ||
                                  (std::isalnum(static_cast<unsigned char>(value[at + 1 + name.size()])) == 0 &&
                                   value[at + 1 + name.size()] != '_'));
            if (value.find("${" + name + "}") != std::string::npos || is_word) {
              told.add(
                  "dockerfile-env-itself", "DL3044", Severity::kMedium, instruction,
                  fmt::format("'{}' is set in this very instruction, so its value here is the one from before", name),
                  "write two ENV", name);
            }
          }
        }
      }
    }
  }
  if (!has_check && has_command) {
    told.add("dockerfile-no-health-check", "DL3057", Severity::kInfo, view.dockerfile.stages.back().from,
             "the image has no HEALTHCHECK", "add one, where the platform does not ask in its own way", "health");
  }
}

}  // namespace ropewalk::scan::policy
